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
        var first = Draft(photos);
        var second = Draft(photos.Reverse());

        Assert.Equal(first.Photos, second.Photos);
        Assert.Equal(["robin", "wren"], first.Labels);
        Assert.Equal([new ClassCount("robin", 9, 3, 0), new ClassCount("wren", 6, 2, 0)], first.Classes);
    }

    [Fact]
    public void A_duplicate_stays_in_the_stricter_split_only()
    {
        var train = Photo("robin", "train/a.jpg", 500) with { Split = DatasetSplit.Train };
        var test = Photo("robin", "test/a.jpg", 500) with { Split = DatasetSplit.Test };
        var draft = Draft([.. Photos("robin", 4), .. Photos("wren", 4), train, test]);

        Assert.Equal(1, draft.Audit.ExactDuplicates);
        Assert.Equal("test/a.jpg", draft.Photos.Single(p => p.Photo == train.Photo).FileName);
    }

    [Fact]
    public void The_same_bytes_under_two_labels_are_left_out_and_named()
    {
        var draft = Draft([.. Photos("robin", 4), .. Photos("wren", 4), Photo("robin", "r.jpg", 900), Photo("wren", "w.jpg", 900)]);

        Assert.Equal(["r.jpg", "w.jpg"], draft.Audit.ConflictingFiles);
        Assert.Equal(8, draft.Photos.Count());
    }

    [Fact]
    public void Stored_photos_that_were_damaged_and_replaced_are_told()
    {
        var replaced = Photo("robin", "r.jpg", 901) with { WasDamaged = true };

        Assert.Contains(Draft([.. Photos("robin", 4), .. Photos("wren", 4), replaced]).Audit.Warnings, w => w.StartsWith("1 stored photo was damaged and has been replaced", StringComparison.Ordinal));
        Assert.DoesNotContain(Draft([.. Photos("robin", 4), .. Photos("wren", 4)]).Audit.Warnings, w => w.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void Undecodable_photos_are_left_out_with_their_reason()
    {
        var bad = Photo("robin", "bad.jpg", 700) with { Rendition = null, RejectedBecause = "This is a GIF." };
        var draft = Draft([.. Photos("robin", 4), .. Photos("wren", 4), bad]);

        Assert.Equal([new RejectedPhoto("bad.jpg", "This is a GIF.")], draft.Audit.Rejected);
        Assert.Contains(draft.Audit.Warnings, w => w.Contains("fewer than 10", StringComparison.Ordinal));
    }

    [Fact]
    public void One_class_is_no_dataset()
    {
        var error = Assert.Throws<RefusedException>(() => Draft([.. Photos("robin", 4)]));
        Assert.Equal("too-few-classes", error.Reason);
        Assert.Equal("no-photos", Assert.Throws<RefusedException>(() => Draft([])).Reason);
    }

    [Fact]
    public void A_given_split_is_kept_and_the_photos_are_in_order()
    {
        var validation = Photo("wren", "a.jpg", 300) with { Split = DatasetSplit.Validation };
        var draft = Draft([.. Photos("wren", 4), .. Photos("robin", 4), validation]);

        Assert.Equal(DatasetSplit.Validation, draft.Photos.Single(p => p.Photo == validation.Photo).Split);
        Assert.Equal(draft.Photos.OrderBy(p => p.Label).ThenBy(p => p.FileName, StringComparer.Ordinal), draft.Photos);
        Assert.Equal(["a.jpg", "wren/0.jpg"], draft.Photos.Skip(4).Take(2).Select(p => p.FileName));
        Assert.All(draft.Photos, p => Assert.NotEqual(DatasetSplit.Unassigned, p.Split));
    }

    [Fact]
    public void Truncated_photos_are_counted_where_they_are_part_of_the_version()
    {
        var cut = Photo("wren", "cut.jpg", 300) with { IsTruncated = true };
        var again = cut with { FileName = "again.jpg" };
        var conflict = Photo("wren", "conflict.jpg", 301) with { IsTruncated = true };
        var other = Photo("robin", "conflict.jpg", 301) with { IsTruncated = true };
        Assert.Equal(1, Draft([.. Photos("wren", 4), .. Photos("robin", 4), cut, again, conflict, other]).Audit.TruncatedAccepted);
    }

    [Fact]
    public void Classes_without_a_usable_photo_are_named()
    {
        var bad = Photo("owl", "owl/1.jpg", 700) with { Photo = null, Rendition = null, RejectedBecause = "This is a GIF." };
        var draft = Draft([.. Photos("robin", 4), .. Photos("wren", 4), bad, bad with { FileName = "owl/2.jpg" }, Photo("kite", "k.jpg", 900), Photo("wren", "w.jpg", 900)], "empty", "robin");

        Assert.Equal(["empty", "kite", "owl"], draft.Audit.VanishedClasses);
        Assert.Equal(
            [
                "Class 'empty' has no usable photo and is left out.",
                "Class 'kite' has no usable photo and is left out.",
                "Class 'owl' has no usable photo and is left out (2 could not be decoded).",
            ],
            draft.Audit.Warnings.Take(3));
    }

    [Fact]
    public void A_single_class_is_refused_with_those_that_vanished() =>
        Assert.Contains("Class 'owl' has no usable photo", Assert.Throws<RefusedException>(() => Draft([.. Photos("robin", 4)], "owl", "robin")).Message, StringComparison.Ordinal);

    [Fact]
    public void Classes_equal_but_for_case_are_kept_and_named()
    {
        var draft = Draft([.. Photos("Robin", 4), .. Photos("robin", 5), .. Photos("\u00dcber", 3), .. Photos("\u00fcber", 6)]);

        Assert.Equal(["Robin", "robin", "\u00dcber", "\u00fcber"], draft.Labels);
        Assert.Contains(draft.Audit.Warnings, w => w.Contains("'Robin', 'robin'", StringComparison.Ordinal));
        Assert.Contains(draft.Audit.Warnings, w => w.Contains("'\u00dcber', '\u00fcber'", StringComparison.Ordinal));
    }

    [Fact]
    public void Merged_spellings_are_named()
    {
        var draft = Draft([.. Photos("robin", 4), .. Photos("wren", 4)], "wren ", "wren", "robin");

        Assert.Equal(("wren", 2), (draft.Audit.MergedClasses.Single().Label, draft.Audit.MergedClasses.Single().Spellings.Count));
        Assert.Contains(draft.Audit.Warnings, w => w.Contains("Class 'wren' came in 2 spellings", StringComparison.Ordinal));
    }

    private static DatasetDraft Draft(IEnumerable<StoredPhoto> photos, params string[] labels)
    {
        var stored = new StoredPhotos(new ClassLabels(labels));
        foreach (var photo in photos)
        {
            stored.Add(photo);
        }

        return DatasetDraft.From(stored, Options);
    }

    private static IEnumerable<StoredPhoto> Photos(string label, int count) =>
        Enumerable.Range(0, count).Select(i => Photo(label, $"{label}/{i}.jpg", (label.Sum(c => c) * 1000) + i));

    private static StoredPhoto Photo(string label, string name, int number)
    {
        var blob = new BlobRef(number.ToString("x64", CultureInfo.InvariantCulture), 10);
        return new StoredPhoto(label, name, DatasetSplit.Unassigned, blob, blob, RejectedBecause: null);
    }
}
