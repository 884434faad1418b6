extern alias Cli;
using System.Diagnostics;
using Oversight.Core.Tests.Verification;
using AuditProgram = Cli::Oversight.Cli.Program;
using Terminal = Cli::Oversight.Cli.Terminal;

namespace Oversight.Server.Tests.Cli;

/// <summary>What a command answered.</summary>
public sealed record Answer(int ExitCode, string Out, string Error);

/// <summary>An auditor with a folder of his own, who calls the program in this process or as one of its own.</summary>
public sealed class Auditor : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("oversight-auditor-").FullName;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    /// <summary>Writes a log's files into a folder and gives its path.</summary>
    public string Write(string name, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var (path, bytes) in files)
        {
            var file = System.IO.Path.Combine(Path(name), path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }

        return Path(name);
    }

    public string Policy(LogScene scene) => Write("policy", scene.PolicyText);

    public static async Task<Answer> RunAsync(params string[] args)
    {
        using var written = new StringWriter();
        using var said = new StringWriter();
        var code = await AuditProgram.RunAsync(args, new Terminal(written, said, false));
        return new Answer(code, written.ToString(), said.ToString());
    }

    /// <summary>As a process; its exit code is what a shell sees.</summary>
    public static async Task<Answer> StartAsync(params string[] args)
    {
        using var process = Launch(args);
        var (written, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Answer(process.ExitCode, await written, await said);
    }

    public static Process Launch(params string[] args) => Process.Start(new ProcessStartInfo("dotnet", [System.IO.Path.Combine(AppContext.BaseDirectory, "oversight.dll"), .. args])
    {
        RedirectStandardOutput = true, RedirectStandardError = true,
    })!;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
