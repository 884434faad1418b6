namespace Oversight.Server.Tests.Hosting;

/// <summary>Files of the repository that tests compare the program with. With OVERSIGHT_WRITE=1 they are written anew instead.</summary>
internal static class Repository
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("OVERSIGHT_WRITE") == "1";

    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string PathOf(string file) => Path.Combine(Root, file);

    /// <summary>The file holds exactly this text.</summary>
    public static void AssertHolds(string file, string text)
    {
        if (Writes)
            File.WriteAllText(PathOf(file), text);
        Assert.True(File.ReadAllText(PathOf(file)) == text, $"{file} differs from what the program says: write it anew with OVERSIGHT_WRITE=1 and read the difference.");
    }

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new DirectoryNotFoundException("Oversight.sln")
        : File.Exists(Path.Combine(folder.FullName, "Oversight.sln")) ? folder.FullName
        : Find(folder.Parent);
}
