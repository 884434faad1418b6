using System.Runtime.InteropServices;
using System.Text;

namespace Oversight.Server.Log.Keeping;

/// <summary>Small files that survive a crash whole: after <see cref="Write"/> returned, the new text is on the disk; before, the old one is.</summary>
public static partial class DurableFile
{
    private const int Interrupted = 4;

    /// <summary>The file's text; null when there is none.</summary>
    public static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path, new UTF8Encoding(false, true)) : null;

    /// <summary>Writes beside, syncs, renames over and syncs the folder. Nobody but the owner may read it.</summary>
    public static void Write(string path, string text)
    {
        var beside = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var file = new FileStream(beside, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes a folder, and those above it that are missing, for its owner alone; what is there stays as it is.</summary>
    public static void MakeFolder(string path)
    {
        var folder = Path.GetFullPath(path);
        if (Directory.Exists(folder))
            return;
        var above = Path.GetDirectoryName(folder)!;
        MakeFolder(above);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        SyncFolder(above);
    }

    /// <summary>A renamed file is durable when its folder is; .NET opens no folders.</summary>
    private static void SyncFolder(string folder)
    {
        var descriptor = open(folder, 0);
        if (descriptor < 0)
            throw new IOException($"{folder} cannot be opened to be synced.");
        try
        {
            while (fsync(descriptor) != 0)
                if (Marshal.GetLastPInvokeError() != Interrupted)
                    throw new IOException($"{folder} cannot be synced.");
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
