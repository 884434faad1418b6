using Oversight.Server.Demo;
using Oversight.Server.Hosting;

try
{
    await using var app = await OversightServer.BuildAsync(args);
    await app.StartAsync();
    if (app.Services.GetRequiredService<OversightOptions>().Demo.Enabled)
        DemoWelcome.Write(app, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
