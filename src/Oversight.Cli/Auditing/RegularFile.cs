using System.Runtime.InteropServices;

namespace Oversight.Cli.Auditing;

/// <summary>
/// Files of a folder somebody else filled. Reading a device has no end, opening a pipe may wait for ever, and a link leads anywhere: only regular files of a size
/// that is possible are read.
/// </summary>
public static partial class RegularFile
{
    private const int StatusSize = 256;
    private const int ModeAt = 28;
    private const int TypeBits = 0xF000;
    private const int Regular = 0x8000;
    private const int HereByName = -100;
    private const int NoFollow = 0x100;
    private const uint WantType = 1;

    /// <summary>The file's bytes; null when there is none. Anything but a regular file, or one that is larger, is <see cref="CliException"/>.</summary>
    /// <param name="folder">The folder, itself named by the caller and so believed.</param>
    /// <param name="path">Below it, with slashes.</param>
    /// <param name="largest">Most bytes, inclusive.</param>
    public static byte[]? ReadIn(string folder, string path, long largest)
    {
        var file = folder;
        foreach (var step in path.Split('/'))
        {
            file = Path.Combine(file, step);
            if (new FileInfo(file) is { LinkTarget: not null })
                throw NotRegular(path);
        }

        if (!File.Exists(file))
            return null;
        if (!IsRegular(file))
            throw NotRegular(path);
        using var opened = File.OpenRead(file);
        if (!opened.CanSeek)
            throw NotRegular(path);
        if (opened.Length > largest)
            throw new CliException("TooLarge", $"The file {path} has more than {largest} bytes; no such file is that large.");
        var bytes = new byte[opened.Length];
        opened.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Asked before the file is opened, for opening a pipe may wait; only Linux is asked.</summary>
    private static bool IsRegular(string file)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        var status = new byte[StatusSize];
        return statx(HereByName, file, NoFollow, WantType, status) == 0 && (BitConverter.ToUInt16(status, ModeAt) & TypeBits) == Regular;
    }

    private static CliException NotRegular(string path) => new("NotAFile", $"{path} is not a regular file but a link, a pipe or a device; a log has none of these. Copy the files themselves into the folder.");

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, [Out] byte[] status);
}
