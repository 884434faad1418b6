using Oversight.Server.Hosting;

try
{
    var app = await OversightServer.BuildAsync(args);
    await app.RunAsync();
    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
