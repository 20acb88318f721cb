using BirdGrid.Client.Classification;
using BirdGrid.V1;

namespace BirdGrid.Client.Tests.Classification;

public sealed class PhotoFilesTests
{
    [Fact]
    public async Task Only_what_can_be_a_photo_is_sent_and_the_rest_is_told_apart()
    {
        var folder = Directory.CreateTempSubdirectory("birdgrid-photos-");
        try
        {
            string good = Path.Combine(folder.FullName, "@wren.jpg"), large = Path.Combine(folder.FullName, "large.jpg");
            await File.WriteAllBytesAsync(good, [1, 2, 3], TestContext.Current.CancellationToken);
            await using (var file = File.Create(large))
            {
                file.SetLength((64L << 20) + 1);
            }

            // A device says that it is empty, and has no end; a pipe is opened when somebody writes to it.
            string[] files = [good, folder.FullName, Path.Combine(folder.FullName, "none.jpg"), large, "/dev/zero"];
            var photos = new PhotoFiles("birds", files, topK: 5);
            var sent = new List<ClassifyRequest>();
            await foreach (var request in photos.Requests(TestContext.Current.CancellationToken))
            {
                sent.Add(request);
            }

            Assert.Equal([good], sent.Select(s => s.RequestId));
            Assert.Equal([1, 2, 3], sent[0].Photo.ToByteArray());
            Assert.Null(photos.Unreadable(0));
            string[] said = ["is a folder", "There is no file", "larger than the 64 MiB", "not a file"];
            Assert.All(said, (what, i) => Assert.Contains(what, photos.Unreadable(i + 1)!.Error.Message, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
