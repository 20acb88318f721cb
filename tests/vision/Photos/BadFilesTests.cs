using BirdGrid.TestSupport;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class BadFilesTests
{
    private static readonly PhotoDecoder Decoder = new();

    [Fact]
    public void Every_file_gives_a_picture_or_one_typed_refusal()
    {
        string root = SharedData.Require("bad");
        string[] files = Directory.GetFiles(root, "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 200, $"Only {files.Length} files under {root}.");
        var wrong = new List<string>();
        foreach (string file in files)
        {
            byte[] encoded = File.ReadAllBytes(file);
            foreach (int minShorterSide in (int[])[0, 32])
            {
                Exception? fault = Record.Exception(() => Decoder.Decode(encoded, minShorterSide));
                TestContext.Current.TestOutputHelper?.WriteLine(
                    $"{Path.GetRelativePath(root, file)} {minShorterSide}: {(fault as PhotoDecodeException)?.Fault.ToString() ?? "ok"} {fault?.Message}");
                if (fault is not (null or PhotoDecodeException))
                {
                    wrong.Add($"{file}: {fault}");
                }
            }
        }

        Assert.Empty(wrong);
    }
}
