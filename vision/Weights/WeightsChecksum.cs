using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace BirdGrid.Vision.Weights;

/// <summary>PyTorch's naming rule: <c>resnet18-f37072fd.pth</c> is a file whose SHA-256 begins with f37072fd.</summary>
internal static partial class WeightsChecksum
{
    /// <summary>The hexadecimal digits a file name promises, in lower case, or null where it promises none.</summary>
    public static string? PromisedBy(string fileName) =>
        Suffix().Match(fileName) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Whether a finished hash keeps the file name's promise.</summary>
    public static bool IsKept(string fileName, ReadOnlySpan<byte> sha256) =>
        PromisedBy(fileName) is not { } prefix || Convert.ToHexStringLower(sha256).StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>Whether a file on disk keeps its name's promise.</summary>
    public static async Task<bool> IsKeptByFileAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return IsKept(Path.GetFileName(path), await SHA256.HashDataAsync(file, cancellation));
    }

    [GeneratedRegex(@"-([0-9a-f]{8,64})\.[a-z]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
