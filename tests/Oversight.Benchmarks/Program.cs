using Oversight.Benchmarks;
using Oversight.Benchmarks.Floor;

if (args is ["floor", ..])
{
    await FloorServer.RunAsync(args[1..]);
    return 0;
}
if (Settings.Parse(args) is { } settings)
    return await Benchmark.RunAsync(settings);
await Console.Error.WriteLineAsync(Settings.Usage);
return 2;
