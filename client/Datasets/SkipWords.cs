namespace BirdGrid.Client.Datasets;

/// <summary>A kind of skipped files in words.</summary>
/// <param name="One">One of the kind.</param>
/// <param name="Many">Several of the kind.</param>
/// <param name="Advice">What to do, or what it means; empty where there is nothing to do.</param>
internal sealed record SkipWords(string One, string Many, string Advice)
{
    private static readonly Dictionary<SkipKind, SkipWords> Table = new()
    {
        [SkipKind.Heic] = new("HEIC photo", "HEIC photos", "convert them to JPEG first, e.g. `mogrify -format jpg *.HEIC`"),
        [SkipKind.Raw] = new("camera raw file", "camera raw files", "export them as JPEG first"),
        [SkipKind.OtherPicture] = new("picture of another format", "pictures of other formats", "convert them to JPEG or PNG first, e.g. `mogrify -format png *.tif`"),
        [SkipKind.Video] = new("video", "videos", "only still pictures are imported"),
        [SkipKind.NotAPhoto] = new("file that is no photo", "files that are no photos", "only .jpg, .png and .webp files are imported"),
        [SkipKind.Empty] = new("empty file", "empty files", "copy them again from where they came from"),
        [SkipKind.TooLarge] = new("too large photo", "too large photos", $"a photo has at most {PhotoFormats.LargestBytes >> 20} MiB; save them smaller"),
        [SkipKind.Unreadable] = new("entry that cannot be read", "entries that cannot be read", "see who may read them with `ls -l`, and check the disk"),
        [SkipKind.SpecialFile] = new("pipe, socket or device", "pipes, sockets or devices", "they are never opened"),
        [SkipKind.DanglingLink] = new("link to nothing", "links to nothing", "what they name does not exist, or cannot be reached"),
        [SkipKind.LinkLoop] = new("link in a circle", "links in a circle", "they lead to themselves or to a folder above them"),
        [SkipKind.OutsideLink] = new("link that leaves the folder", "links that leave the folder", "copy what they name into the folder, or add --allow-outside"),
        [SkipKind.RepeatedLink] = new("link to an imported folder", "links to imported folders", "the photos there are imported once"),
        [SkipKind.NameNotUtf8] = new("name that is not UTF-8", "names that are not UTF-8", "rename them, e.g. `convmv -f latin1 -t utf8 -r --notest FOLDER`"),
        [SkipKind.Vanished] = new("vanished file", "vanished files", "they were removed or renamed during the import"),
        [SkipKind.Changed] = new("changed file", "changed files", "they were written during the import; import again when nothing writes to them"),
        [SkipKind.Hidden] = new("hidden entry", "hidden entries", string.Empty),
        [SkipKind.SystemEntry] = new("entry of a system or program", "entries of systems and programs", string.Empty),
        [SkipKind.NotInAClass] = new("photo outside the class folders", "photos outside the class folders", "move each into the folder of its class"),
        [SkipKind.Nameless] = new("folder with a blank name", "folders with blank names", "give them the name of a class"),
        [SkipKind.Missing] = new("listed file that does not exist", "listed files that do not exist", "paths are relative to the list"),
        [SkipKind.Unlabelled] = new("line without a label", "lines without a label", "each photo needs a label"),
        [SkipKind.ConflictingLabels] = new("file listed under two labels", "files listed under two labels", "they are left out under both"),
    };

    /// <summary>The words for a kind.</summary>
    public static SkipWords Of(SkipKind kind) => Table[kind];
}
