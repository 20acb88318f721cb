using System.Text;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;

namespace BirdGrid.Client.Tests.Datasets;

public sealed class PhotoCsvTests : IDisposable
{
    private readonly PhotoTree tree = new PhotoTree().With("a.jpg", "b.jpg", "sub/c.jpg", "two, words.jpg");

    public void Dispose() => tree.Dispose();

    [Theory]
    [InlineData("file,label\na.jpg,wren\nb.jpg,robin\n")]
    [InlineData("a.jpg,wren\nb.jpg,robin")]
    [InlineData("\ufefffile,label\r\na.jpg,wren\r\nb.jpg,robin\r\n")]
    [InlineData("file;label\na.jpg;wren\nb.jpg;robin\n")]
    [InlineData("a.jpg;wren\nb.jpg;robin\n")]
    [InlineData("file\tlabel\na.jpg\twren\nb.jpg\trobin\n")]
    [InlineData("a.jpg|wren\nb.jpg|robin\n")]
    [InlineData("sep=;\r\nfile;label\r\na.jpg;wren\r\nb.jpg;robin\r\n")]
    [InlineData("sep=;\na.jpg;wren\nb.jpg;robin\n")]
    [InlineData("Filename,Class\na.jpg,wren\nb.jpg,robin\n")]
    [InlineData("label,file\nwren,a.jpg\nrobin,b.jpg\n")]
    [InlineData("id,image_path,species,split\n1,a.jpg,wren,\n2,b.jpg,robin,\n")]
    [InlineData(",img,category\n0,a.jpg,wren\n1,b.jpg,robin\n")]
    [InlineData("Image File Name;Species Name;class_id\na.jpg;wren;3\nb.jpg;robin;4\n")]
    [InlineData("file,label,\na.jpg,wren,\nb.jpg,robin,\n")]
    [InlineData("file,label\n\na.jpg, wren \n , \n,,\n\"b.jpg\",\"robin\"\n\n")]
    [InlineData("file,label\na.jpg,wren\nb.jpg,robin\nb.jpg,robin\n")]
    [InlineData("file,label,note\na.jpg,wren,\"two\nlines, and \"\"quotes\"\"\"\nb.jpg,robin,\n")]
    [InlineData("./a.jpg,wren\n.\\b.jpg,robin\n")]
    [InlineData("sub/../a.jpg,wren\nsub\\..\\b.jpg,robin\n")]
    public void Lists_of_many_makers_are_read(string text)
    {
        var listing = PhotoFolder.List(tree.WithText("list.csv", text));
        Assert.Equal([("wren", "a.jpg"), ("robin", "b.jpg")], listing.Photos.Select(p => (p.Label, Path.GetFileName(p.Path))));
        Assert.Equal(["robin", "wren"], listing.Classes);
        Assert.Empty(listing.Skipped);
    }

    [Fact]
    public void Separators_may_stand_in_cells()
    {
        var listing = PhotoFolder.List(tree.WithText("list.csv", "a.jpg;\"Meise; blau\"\nb.jpg;Fink, gr\u00fcn\n\"two, words.jpg\";wren\n"));
        Assert.Equal(["Meise; blau", "Fink, gr\u00fcn", "wren"], listing.Photos.Select(p => p.Label));
    }

    [Theory]
    [InlineData("split")]
    [InlineData("Set")]
    [InlineData("subset")]
    public void Splits_have_several_names(string column)
    {
        var listing = PhotoFolder.List(tree.WithText("list.csv", $"file,label,{column}\na.jpg,wren,Training\nb.jpg,robin,valid\nsub/c.jpg,robin\n"));
        Assert.Equal([Split.Train, Split.Validation, Split.Unspecified], listing.Photos.Select(p => p.Split));
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    public void Encodings_with_a_mark_are_known(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        File.WriteAllBytes(tree.Path("list.csv"), [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("a.jpg,Gr\u00fcnfink\nb.jpg,\u9ce5\n")]);
        Assert.Equal(["Gr\u00fcnfink", "\u9ce5"], PhotoFolder.Read(tree.Path("list.csv")).Select(p => p.Label));
    }

    [Fact]
    public void Another_encoding_is_refused_with_its_line_or_read_when_it_is_named()
    {
        File.WriteAllBytes(tree.Path("list.csv"), Encoding.Latin1.GetBytes("file,label\r\na.jpg,Gr\u00fcnfink\r\nb.jpg,Zaunk\u00f6nig\r\n"));
        string refusal = Refusal("list.csv");
        Assert.Contains("Line 2 of", refusal, StringComparison.Ordinal);
        Assert.Contains("not UTF-8 (byte 0xFC)", refusal, StringComparison.Ordinal);
        foreach (string name in (string[])["windows-1252", "iso-8859-1", "latin1"])
        {
            Assert.Equal(["Gr\u00fcnfink", "Zaunk\u00f6nig"], PhotoFolder.List(tree.Path("list.csv"), new PhotoFolderOptions { Encoding = name }).Photos.Select(p => p.Label));
        }

        Assert.Contains("no encoding 'nonsense'", Assert.Throws<PhotoFolderException>(() => PhotoFolder.List(tree.Path("list.csv"), new PhotoFolderOptions { Encoding = "nonsense" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", "UTF-16LE")]
    [InlineData("utf-16BE", "UTF-16BE")]
    public void Utf_16_without_a_mark_is_recognised(string name, string named)
    {
        File.WriteAllBytes(tree.Path("list.csv"), Encoding.GetEncoding(name).GetBytes("file,label\na.jpg,wren\nb.jpg,robin\n"));
        string refusal = Refusal("list.csv");
        Assert.Contains("Line 1", refusal, StringComparison.Ordinal);
        Assert.Contains(named, refusal, StringComparison.Ordinal);
        Assert.Equal(2, PhotoFolder.List(tree.Path("list.csv"), new PhotoFolderOptions { Encoding = named }).Photos.Count);
    }

    [Theory]
    [InlineData("file,label\na\0.jpg,x\n", "Line 2 of", "NUL")]
    [InlineData("file,label\na.jpg,wren\nb.jpg,x\0\n", "Line 3 of", "NUL")]
    [InlineData("file,label\na.jpg,Gr\ufffdnfink\n", "Line 2 of", "U+FFFD")]
    [InlineData("a.jpg", "Line 1 of", "not file,label[,split]")]
    [InlineData("a.jpg,wren\n,robin\n", "Line 2 of", "not file,label[,split]")]
    [InlineData("a.jpg,wren,train,more\n", "Line 1 of", "not file,label[,split]")]
    [InlineData("a.jpg,wren,holdout\n", "Line 1 of", "holdout")]
    [InlineData("file,label\n\na.jpg,\"wren\nb.jpg,robin\n", "Line 3 of", "quote")]
    [InlineData("file,label\na.jpg,\"wren\" x\n", "Line 2 of", "quote")]
    [InlineData("file,colour\na.jpg,red\n", "line 1 of", "no column of labels")]
    [InlineData("bird,label\na.jpg,red\n", "line 1 of", "no column of files")]
    [InlineData("sep=\nfile,label\n", "Line 1 of", "separator")]
    public void Mistakes_are_named_with_their_line(string text, string line, string what)
    {
        tree.WithText("list.csv", text);
        string refusal = Refusal("list.csv");
        Assert.Contains(line, refusal, StringComparison.Ordinal);
        Assert.Contains(what, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_end_is_refused()
    {
        tree.WithText("list.csv", $"file,label\na.jpg,\"{new string('x', 1 << 20)}\n");
        Assert.Contains("Line 2 of", Refusal("list.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_without_end_is_refused()
    {
        using (var endless = File.Create(tree.Path("list.csv")))
        {
            endless.SetLength((256L << 20) + 1);
        }

        Assert.Contains("more than the 256 MiB", Refusal("list.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_are_skipped_one_by_one()
    {
        tree.With("empty.jpg").WithPipe("pipe.jpg");
        File.WriteAllBytes(tree.Path("empty.jpg"), []);
        var listing = PhotoFolder.List(tree.WithText("list.csv", "a.jpg,wren\nmissing.jpg,owl\nsub,owl\nb.jpg,\nempty.jpg,owl\npipe.jpg,owl\nnotes.txt,owl\nb.HEIC,owl\n"));
        Assert.Equal("a.jpg", Assert.Single(listing.Photos).Name);
        Assert.Equal(["owl", "wren"], listing.Classes);
        Assert.Equal(
            [("b.HEIC", SkipKind.Missing), ("b.jpg", SkipKind.Unlabelled), ("empty.jpg", SkipKind.Empty), ("missing.jpg", SkipKind.Missing), ("notes.txt", SkipKind.Missing), ("pipe.jpg", SkipKind.SpecialFile), ("sub", SkipKind.Missing)],
            listing.Skipped.Select(s => (s.Name, s.Kind)));
        Assert.Equal("line 2", listing.Skipped.Single(s => s.Name == "missing.jpg").Reason);
    }

    [Fact]
    public void A_list_of_missing_files_is_refused()
    {
        tree.WithText("list.csv", "missing.jpg,wren\ngone.jpg,owl\n");
        string refusal = Refusal("list.csv");
        Assert.Contains("2 listed files that do not exist", refusal, StringComparison.Ordinal);
        Assert.Contains("missing.jpg: line 1", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../other/a.jpg")]
    [InlineData("sub/../../a.jpg")]
    [InlineData("..\\other\\a.jpg")]
    [InlineData("C:\\photos\\a.jpg")]
    [InlineData("\\\\server\\share\\a.jpg")]
    public void Files_outside_the_folder_are_refused(string file)
    {
        tree.WithText("list.csv", $"a.jpg,wren\n{file},owl\n");
        string refusal = Refusal("list.csv");
        Assert.Contains($"line 2: {file}", refusal, StringComparison.Ordinal);
        Assert.Contains("--allow-outside", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_outside_the_folder_can_be_allowed()
    {
        string outside = Path.Combine(tree.Base, "d.jpg");
        File.WriteAllBytes(outside, [1]);
        tree.WithText("list.csv", $"{tree.Path("a.jpg")},wren\n{outside},owl\n../d.jpg,owl\n");
        Assert.Contains("2 lines", Refusal("list.csv"), StringComparison.Ordinal);
        var listing = PhotoFolder.List(tree.Path("list.csv"), new PhotoFolderOptions { AllowOutside = true });
        Assert.Equal([tree.Path("a.jpg"), outside], listing.Photos.Select(p => p.Path).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void Links_in_a_list_are_looked_through()
    {
        tree.WithLink("passwd.jpg", "/etc/passwd").WithLink("loop.jpg", "loop.jpg").WithLink("gone.jpg", "nowhere").WithLink("same.jpg", "a.jpg").WithLink("etc", "/etc");
        var listing = PhotoFolder.List(tree.WithText("list.csv", "passwd.jpg,owl\nloop.jpg,owl\ngone.jpg,owl\nsame.jpg,wren\netc/passwd,owl\n"));
        Assert.Equal(tree.Path("a.jpg"), Assert.Single(listing.Photos).Path);
        Assert.Equal([SkipKind.OutsideLink, SkipKind.DanglingLink, SkipKind.LinkLoop, SkipKind.OutsideLink], listing.Skipped.Select(s => s.Kind));
    }

    [Fact]
    public void A_file_under_two_labels_is_left_out()
    {
        var listing = PhotoFolder.List(tree.WithText("list.csv", "a.jpg,wren\nb.jpg,robin\n./a.jpg,owl\na.jpg,wren\n"));
        Assert.Equal("b.jpg", Assert.Single(listing.Photos).Name);
        Assert.Equal((3, 3), (listing.Skipped.Count, listing.Skipped.Count(s => s.Kind == SkipKind.ConflictingLabels)));
    }

    [Fact]
    public void Columns_that_were_not_taken_are_named()
    {
        var listing = PhotoFolder.List(tree.WithText("list.csv", "filename,path,label,species\nx,a.jpg,wren,Troglodytes\nx,b.jpg,robin,Erithacus\n"));
        Assert.Equal(["a.jpg", "b.jpg"], listing.Photos.Select(p => p.Name));
        Assert.Contains("not from 'filename', 'species'", Assert.Single(listing.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_has_no_encoding()
    {
        tree.With("wren/1.jpg");
        Assert.Contains("is a folder", Assert.Throws<PhotoFolderException>(() => PhotoFolder.List(tree.Root, new PhotoFolderOptions { Encoding = "utf-8" })).Message, StringComparison.Ordinal);
    }

    private string Refusal(string name) => Assert.Throws<PhotoFolderException>(() => PhotoFolder.List(tree.Path(name))).Message;
}
