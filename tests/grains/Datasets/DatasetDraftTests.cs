using System.Globalization;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;

namespace BirdGrid.Grains.Tests.Datasets;

public sealed class DatasetDraftTests
{
    private static readonly ImportOptions Options = new() { Dataset = "birds", IdempotencyKey = "k", ValidationFraction = 0.25 };

    [Fact]
    public void The_manifest_does_not_depend_on_the_order_of_arrival()
    {
        StoredPhoto[] photos = [.. Photos("robin", 12), .. Photos("wren", 8)];
        var first = DatasetDraft.From(photos, Options);
        var second = DatasetDraft.From([.. photos.Reverse()], Options);

        Assert.Equal(first.Manifest.Photos, second.Manifest.Photos);
        Assert.Equal(["robin", "wren"], first.Manifest.Classes);
        Assert.Equal([new ClassCount("robin", 9, 3, 0), new ClassCount("wren", 6, 2, 0)], first.Classes);
    }

    [Fact]
    public void A_duplicate_stays_in_the_stricter_split_only()
    {
        var train = Photo("robin", "train/a.jpg", 500) with { Split = DatasetSplit.Train };
        var test = Photo("robin", "test/a.jpg", 500) with { Split = DatasetSplit.Test };
        var draft = DatasetDraft.From([.. Photos("robin", 4), .. Photos("wren", 4), train, test], Options);

        Assert.Equal(1, draft.Audit.ExactDuplicates);
        Assert.Equal("test/a.jpg", draft.Manifest.Photos.Single(p => p.Photo == train.Photo).FileName);
    }

    [Fact]
    public void The_same_bytes_under_two_labels_are_left_out_and_named()
    {
        var draft = DatasetDraft.From([.. Photos("robin", 4), .. Photos("wren", 4), Photo("robin", "r.jpg", 900), Photo("wren", "w.jpg", 900)], Options);

        Assert.Equal(["r.jpg", "w.jpg"], draft.Audit.ConflictingFiles);
        Assert.Equal(8, draft.Manifest.Photos.Count);
    }

    [Fact]
    public void Undecodable_photos_are_left_out_with_their_reason()
    {
        var bad = Photo("robin", "bad.jpg", 700) with { Rendition = null, RejectedBecause = "This is a GIF." };
        var draft = DatasetDraft.From([.. Photos("robin", 4), .. Photos("wren", 4), bad], Options);

        Assert.Equal([new RejectedPhoto("bad.jpg", "This is a GIF.")], draft.Audit.Rejected);
        Assert.Contains(draft.Audit.Warnings, w => w.Contains("fewer than 10", StringComparison.Ordinal));
    }

    [Fact]
    public void One_class_is_no_dataset()
    {
        var error = Assert.Throws<RefusedException>(() => DatasetDraft.From([.. Photos("robin", 4)], Options));
        Assert.Equal("too-few-classes", error.Reason);
        Assert.Equal("no-photos", Assert.Throws<RefusedException>(() => DatasetDraft.From([], Options)).Reason);
    }

    private static IEnumerable<StoredPhoto> Photos(string label, int count) =>
        Enumerable.Range(0, count).Select(i => Photo(label, $"{label}/{i}.jpg", (label.Length * 1000) + i));

    private static StoredPhoto Photo(string label, string name, int number)
    {
        var blob = new BlobRef(number.ToString("x64", CultureInfo.InvariantCulture), 10);
        return new StoredPhoto(label, name, DatasetSplit.Unassigned, blob, blob, RejectedBecause: null);
    }
}
