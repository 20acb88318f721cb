using System.Net.Sockets;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;

namespace BirdGrid.Client.Tests.Datasets;

public sealed class PhotoFolderTests : IDisposable
{
    private readonly PhotoTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void A_folder_per_class_gives_labels_in_ordinal_order()
    {
        tree.With("wren/2.jpg", "wren/1.PNG", "robin/a.webp", "robin/notes.txt", "robin/.hidden.jpg", ".git/x.jpg", "wren/2024/05/3.jpeg");
        Assert.Equal(
            [("robin", "robin/a.webp", Split.Unspecified), ("wren", "wren/1.PNG", Split.Unspecified), ("wren", "wren/2.jpg", Split.Unspecified), ("wren", "wren/2024/05/3.jpeg", Split.Unspecified)],
            PhotoFolder.Read(tree.Root).Select(p => (p.Label, p.Name, p.Split)));
    }

    [Fact]
    public void No_folder_and_no_photos_say_what_was_expected()
    {
        Assert.Contains("no folder", Refusal(tree.Path("none")), StringComparison.Ordinal);
        Assert.Contains("folder for each class", Refusal(tree.Root), StringComparison.Ordinal);
        tree.With("owl/1.HEIC", "owl/2.heic", "a.jpg");
        string refusal = Refusal(tree.Root);
        Assert.Contains("2 HEIC photos in owl/", refusal, StringComparison.Ordinal);
        Assert.Contains("1 photo outside the class folders", refusal, StringComparison.Ordinal);
        Assert.Contains("is a photo", Refusal(tree.Path("a.jpg")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.HEIC", SkipKind.Heic)]
    [InlineData("1.heif", SkipKind.Heic)]
    [InlineData("1.CR2", SkipKind.Raw)]
    [InlineData("1.dng", SkipKind.Raw)]
    [InlineData("1.gif", SkipKind.OtherPicture)]
    [InlineData("1.TIF", SkipKind.OtherPicture)]
    [InlineData("1.avif", SkipKind.OtherPicture)]
    [InlineData("1.MOV", SkipKind.Video)]
    [InlineData("1.xmp", SkipKind.NotAPhoto)]
    [InlineData("jpg", SkipKind.NotAPhoto)]
    [InlineData(".1.jpg", SkipKind.Hidden)]
    [InlineData("._1.jpg", SkipKind.SystemEntry)]
    [InlineData("Thumbs.db", SkipKind.SystemEntry)]
    [InlineData("THUMBS.DB", SkipKind.SystemEntry)]
    [InlineData("desktop.ini", SkipKind.SystemEntry)]
    [InlineData(".DS_Store", SkipKind.SystemEntry)]
    [InlineData("SYNOPHOTO_THUMB_XL.jpg", SkipKind.SystemEntry)]
    public void Other_files_are_skipped_by_kind(string name, SkipKind kind)
    {
        tree.With("wren/1.jpg", "owl/1.jpg", $"owl/{name}");
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal(["owl/1.jpg", "wren/1.jpg"], listing.Photos.Select(p => p.Name));
        Assert.Equal(($"owl/{name}", kind), Only(listing));
    }

    [Theory]
    [InlineData("@eaDir")]
    [InlineData("#recycle")]
    [InlineData("#snapshot")]
    [InlineData("@Recycle")]
    [InlineData("@Recently-Snapshot")]
    [InlineData("$RECYCLE.BIN")]
    [InlineData("$Recycle.Bin")]
    [InlineData("System Volume Information")]
    [InlineData("lost+found")]
    [InlineData("LOST.DIR")]
    [InlineData("found.000")]
    [InlineData("__MACOSX")]
    [InlineData(".Trash-1000")]
    [InlineData(".Trashes")]
    [InlineData(".thumbnails")]
    [InlineData(".@__thumb")]
    [InlineData(".picasaoriginals")]
    [InlineData(".ipynb_checkpoints")]
    [InlineData(".stversions")]
    [InlineData(".dropbox.cache")]
    [InlineData(".git")]
    [InlineData("Lightroom Previews.lrdata")]
    [InlineData("Photos Library.photoslibrary")]
    [InlineData("Network Trash Folder")]
    public void Folders_of_systems_and_programs_are_neither_classes_nor_photos(string folder)
    {
        tree.With("wren/1.jpg", "owl/1.jpg", $"{folder}/old.jpg", $"wren/{folder}/1.jpg/thumb.jpg");
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal(["owl/1.jpg", "wren/1.jpg"], listing.Photos.Select(p => p.Name));
        Assert.Equal(["owl", "wren"], listing.Classes);
        Assert.Equal(2, listing.Skipped.Count(s => s.Kind == SkipKind.SystemEntry));
        Assert.Contains($"2 entries of systems and programs ({folder})", SkipGroup.Of(listing.Skipped).Select(g => g.ToString()));
    }

    [Fact]
    public void A_class_may_be_called_almost_like_a_system_s_folder()
    {
        tree.With("recycled/1.jpg", "thumbs/1.jpg", "cvs/1.jpg");
        Assert.Equal(["cvs", "recycled", "thumbs"], PhotoFolder.List(tree.Root).Classes);
    }

    [Fact]
    public void Classes_without_photos_are_listed()
    {
        tree.With("wren/1.jpg", "robin/1.jpg", "owl/1.HEIC");
        Directory.CreateDirectory(tree.Path("empty"));
        Directory.CreateDirectory(tree.Path(" "));
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal(["empty", "owl", "robin", "wren"], listing.Classes);
        Assert.Equal([SkipKind.Heic, SkipKind.Nameless], listing.Skipped.Select(s => s.Kind).Order());
    }

    [Fact]
    public void Empty_and_too_large_files_are_skipped()
    {
        tree.With("wren/1.jpg", "wren/2.jpg", "wren/3.jpg");
        File.WriteAllBytes(tree.Path("wren/2.jpg"), []);
        using (var large = File.OpenWrite(tree.Path("wren/3.jpg")))
        {
            large.SetLength((64L << 20) + 1);
        }

        Assert.Equal([("wren/2.jpg", SkipKind.Empty), ("wren/3.jpg", SkipKind.TooLarge)], PhotoFolder.List(tree.Root).Skipped.Select(s => (s.Name, s.Kind)));
    }

    [Fact]
    public void Links_to_photos_and_class_folders_in_the_folder_are_followed()
    {
        tree.With(".store/objects/ab", ".store/owl/1.jpg", "wren/1.jpg").WithLink("wren/2.jpg", "../.store/objects/ab").WithLink("owl", ".store/owl").WithLink("wren/3.jpg", tree.Path("wren/1.jpg"));
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal([("owl", "owl/1.jpg"), ("wren", "wren/1.jpg"), ("wren", "wren/2.jpg"), ("wren", "wren/3.jpg")], listing.Photos.Select(p => (p.Label, p.Name)));
        Assert.Equal(tree.Path(".store/objects/ab"), listing.Photos[2].Path);
    }

    [Fact]
    public void A_link_to_a_class_that_is_there_already_is_not_a_class_of_its_own()
    {
        tree.With("wren/1.jpg", "owl/1.jpg").WithLink("alias", "wren");
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal(["owl", "wren"], listing.Classes);
        Assert.Equal(("alias", SkipKind.RepeatedLink), Only(listing));
    }

    [Fact]
    public void Links_that_lead_back_up_are_not_followed()
    {
        tree.With("wren/1.jpg", "owl/1.jpg");
        for (int k = 0; k < 8; k++)
        {
            tree.WithLink($"wren/up{k}", "..").WithLink($"owl/here{k}", ".").WithLink($"round{k}", ".");
        }

        tree.WithLink("owl/self.jpg", "self.jpg").WithLink("owl/a.jpg", "b.jpg").WithLink("owl/b.jpg", "a.jpg").WithLink("owl/top", tree.Root).WithLink("wren/above", "/");
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal(["owl/1.jpg", "wren/1.jpg"], listing.Photos.Select(p => p.Name));
        Assert.Equal((29, 29), (listing.Skipped.Count, listing.Skipped.Count(s => s.Kind == SkipKind.LinkLoop)));
    }

    [Fact]
    public void Links_that_leave_the_folder_are_skipped_unless_they_are_allowed()
    {
        Directory.CreateDirectory(Path.Combine(tree.Base, "photos-elsewhere"));
        File.WriteAllBytes(Path.Combine(tree.Base, "photos-elsewhere", "2.jpg"), [1]);
        tree.With("wren/1.jpg", "owl/1.jpg")
            .WithLink("wren/passwd.jpg", "/etc/passwd").WithLink("wren/zero.jpg", "/dev/zero").WithLink("wren/etc", "/etc").WithLink("owl/relative.jpg", "../../photos-elsewhere/2.jpg")
            .WithLink("finch", "../photos-elsewhere").WithLink("owl/first.jpg", "second.jpg").WithLink("owl/second.jpg", "/etc/passwd");
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal(["owl/1.jpg", "wren/1.jpg"], listing.Photos.Select(p => p.Name));
        Assert.Equal((7, 7), (listing.Skipped.Count, listing.Skipped.Count(s => s.Kind == SkipKind.OutsideLink)));

        var allowed = PhotoFolder.List(tree.Root, new PhotoFolderOptions { AllowOutside = true });
        Assert.Contains("finch/2.jpg", allowed.Photos.Select(p => p.Name));
        Assert.Contains("owl/relative.jpg", allowed.Photos.Select(p => p.Name));
        Assert.Equal(SkipKind.SpecialFile, allowed.Skipped.Single(s => s.Name == "wren/zero.jpg").Kind);
    }

    [Fact]
    public void The_folder_itself_may_be_a_link()
    {
        tree.With("wren/1.jpg", "owl/1.jpg").WithLink("owl/up", "..");
        string link = Path.Combine(tree.Base, "link");
        File.CreateSymbolicLink(link, tree.Root);
        var listing = PhotoFolder.List(link);
        Assert.Equal(2, listing.Photos.Count);
        Assert.Equal(("owl/up", SkipKind.LinkLoop), Only(listing));
    }

    [Fact]
    public void Dangling_links_are_skipped()
    {
        tree.With("wren/1.jpg").WithLink("wren/gone.jpg", "/nowhere/gone.jpg").WithLink("gone", "nowhere");
        Assert.Equal([("gone", SkipKind.DanglingLink), ("wren/gone.jpg", SkipKind.DanglingLink)], PhotoFolder.List(tree.Root).Skipped.Select(s => (s.Name, s.Kind)));
    }

    [Fact]
    public void Pipes_sockets_and_devices_are_never_opened()
    {
        tree.With("wren/1.jpg").WithPipe("wren/pipe.jpg").WithPipe("wren/pipe").WithPipe("loose.png").WithLink("wren/link.jpg", "pipe.jpg");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(tree.Path("wren/s.jpg")));
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal("wren/1.jpg", Assert.Single(listing.Photos).Name);
        Assert.Equal((5, 5), (listing.Skipped.Count, listing.Skipped.Count(s => s.Kind == SkipKind.SpecialFile)));
    }

    [Fact]
    public void Names_that_are_not_UTF_8_are_skipped()
    {
        tree.With("wren/1.jpg", "owl/1.jpg", "owl/lost\ufffd.jpg").WithLatin1("wren", "Zaunk\u00f6nig.jpg").WithLatin1("Gr\u00fcnfink", "1.jpg");
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal(["owl/1.jpg", "owl/lost\ufffd.jpg", "wren/1.jpg"], listing.Photos.Select(p => p.Name));
        Assert.Equal(["owl", "wren"], listing.Classes);
        Assert.Equal([("Gr\ufffdnfink", SkipKind.NameNotUtf8), ("wren/Zaunk\ufffdnig.jpg", SkipKind.NameNotUtf8)], listing.Skipped.Select(s => (s.Name, s.Kind)));
    }

    [Fact]
    public void What_may_not_be_read_is_skipped()
    {
        tree.With("wren/1.jpg", "wren/2.jpg", "owl/1.jpg", "kite/1.jpg", "kite/deep/1.jpg").WithMode("wren/2.jpg", 0).WithMode("owl", 0).WithMode("kite/deep", 0x124);
        var listing = tree.AsNobody(() => PhotoFolder.List(tree.Root));
        Assert.Equal(["kite/1.jpg", "wren/1.jpg"], listing.Photos.Select(p => p.Name));
        Assert.Equal(["kite", "owl", "wren"], listing.Classes);
        Assert.Equal([("kite/deep/1.jpg", SkipKind.Unreadable), ("owl", SkipKind.Unreadable), ("wren/2.jpg", SkipKind.Unreadable)], listing.Skipped.Select(s => (s.Name, s.Kind)));
    }

    [Fact]
    public async Task What_vanishes_or_changes_before_its_upload_is_skipped()
    {
        tree.With("wren/1.jpg", "wren/2.jpg", "wren/3.jpg", "wren/4.jpg", "wren/5.jpg");
        var photos = PhotoFolder.Read(tree.Root);
        File.Delete(tree.Path("wren/2.jpg"));
        File.WriteAllBytes(tree.Path("wren/3.jpg"), [1, 2]);
        File.Delete(tree.Path("wren/4.jpg"));
        tree.WithLink("wren/4.jpg", "1.jpg");
        File.Delete(tree.Path("wren/5.jpg"));
        tree.WithPipe("wren/5.jpg");
        var read = new List<(byte[]? Bytes, SkippedFile? Skipped)>();
        foreach (var photo in photos)
        {
            read.Add(await PhotoBytes.ReadAsync(photo, TestContext.Current.CancellationToken));
        }

        Assert.Equal([null, SkipKind.Vanished, SkipKind.Changed, SkipKind.Changed, SkipKind.Changed], read.Select(r => r.Skipped?.Kind));
        Assert.Equal([1], read[0].Bytes);
    }

    [Fact]
    public void A_deep_tree_is_walked()
    {
        string deep = "wren/" + string.Join('/', Enumerable.Repeat("d", 1500));
        tree.With("owl/1.jpg", $"{deep}/1.jpg");
        Assert.Equal(["owl", "wren"], PhotoFolder.Read(tree.Root).Select(p => p.Label));
    }

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Train", "Validation", "TEST")]
    [InlineData("training", "valid", "testing")]
    [InlineData("TRAINING", "dev", "Testing")]
    [InlineData("train", "eval", "test")]
    public void Folders_named_after_splits_are_splits(string train, string validation, string test)
    {
        tree.With($"{train}/wren/1.jpg", $"{validation}/wren/2.jpg", $"{test}/robin/3.jpg", $"{test}/loose.jpg", "classes.txt");
        Directory.CreateDirectory(tree.Path("notes"));
        Directory.CreateDirectory(tree.Path($"{train}/owl"));
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal([("robin", Split.Test), ("wren", Split.Train), ("wren", Split.Validation)], listing.Photos.Select(p => (p.Label, p.Split)).Order());
        Assert.Equal(["owl", "robin", "wren"], listing.Classes);
        Assert.Equal([SkipKind.NotAPhoto, SkipKind.NotInAClass], listing.Skipped.Select(s => s.Kind).Order());
    }

    [Fact]
    public void Splits_beside_classes_are_refused()
    {
        tree.With("training/wren/1.jpg", "robin/1.jpg");
        string refusal = Refusal(tree.Root);
        Assert.Contains("'training'", refusal, StringComparison.Ordinal);
        Assert.Contains("'robin'", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Splits_without_classes_are_refused()
    {
        tree.With("training/1.jpg", "testing/2.jpg");
        Assert.Contains("photos lie directly in 'testing'", Refusal(tree.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_may_be_called_like_a_split()
    {
        tree.With("test/1.jpg", "robin/1.jpg");
        var listing = PhotoFolder.List(tree.Root);
        Assert.Equal(["robin", "test"], listing.Photos.Select(p => p.Label));
        Assert.Contains("'test' is taken for a class", Assert.Single(listing.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Layouts_that_may_be_meant_otherwise_are_pointed_out()
    {
        tree.With("robin/train/1.jpg", "robin/val/1.jpg", "wren/train/1.jpg", "loose.jpg");
        var reversed = PhotoFolder.List(tree.Root);
        Assert.Contains("'robin/train' counts as class 'robin'", Assert.Single(reversed.Warnings), StringComparison.Ordinal);
        Assert.Equal(("loose.jpg", SkipKind.NotInAClass), Only(reversed));

        using var nested = new PhotoTree();
        nested.With("birds/robin/1.jpg", "birds/wren/1.jpg");
        Assert.Contains("below 'birds'", Assert.Single(PhotoFolder.List(nested.Root).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_files_are_grouped_in_sentences()
    {
        var skipped = Enumerable.Range(1, 14).Select(i => SkippedFile.Of($"{(i > 10 ? "wren" : "owl")}/IMG_{i:00}.HEIC", SkipKind.Heic)).Append(new SkippedFile("a/b.jpg", SkipKind.Unreadable, "permission denied"));
        var groups = SkipGroup.Of(skipped);
        Assert.Equal("14 HEIC photos in owl/ and wren/ (owl/IMG_01.HEIC, owl/IMG_02.HEIC, owl/IMG_03.HEIC, ...): convert them to JPEG first, e.g. `mogrify -format jpg *.HEIC`", groups[0].ToString());
        Assert.StartsWith("1 entry that cannot be read in a/ (a/b.jpg: permission denied): see", groups[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_words() => Assert.All(Enum.GetValues<SkipKind>(), kind => Assert.NotEmpty(SkipWords.Of(kind).Many));

    private static (string Name, SkipKind Kind) Only(PhotoListing listing)
    {
        var skipped = Assert.Single(listing.Skipped);
        return (skipped.Name, skipped.Kind);
    }

    private static string Refusal(string path) => Assert.Throws<PhotoFolderException>(() => PhotoFolder.List(path)).Message;
}
