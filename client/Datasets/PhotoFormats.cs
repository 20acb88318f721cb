namespace BirdGrid.Client.Datasets;

/// <summary>What a file is by the end of its name.</summary>
internal static class PhotoFormats
{
    /// <summary>What a silo takes at most; a larger photo would end the whole import.</summary>
    public const long LargestBytes = 64L << 20;

    private static readonly HashSet<string> Photos = Set("jpg jpeg jpe jfif png webp");

    private static readonly Dictionary<string, SkipKind> Others = new(
        (from kind in new (SkipKind Kind, HashSet<string> Extensions)[]
         {
             (SkipKind.Heic, Set("heic heif heics heifs hif")),
             (SkipKind.Raw, Set("3fr arw bay cap cr2 cr3 crw dcr dng erf fff gpr iiq k25 kdc mef mos mrw nef nrw orf pef ptx r3d raf raw rw2 rwl sr2 srf srw x3f")),
             (SkipKind.OtherPicture, Set("ai avif bmp cin cur dds dib dpx emf eps exr gif hdr ico icns j2c j2k jng jp2 jpf jpx jxl jxr mng mpo pam pbm pcx pfm pgm pic pnm ppm psb psd pict qoi ras rgb sgi svg svgz tga tif tiff wbmp wdp wmf xbm xcf xpm")),
             (SkipKind.Video, Set("3g2 3gp asf avi f4v flv insv lrv m2ts m2v m4v mkv mov mp4 mpe mpeg mpg mts mxf ogv ts vob webm wmv")),
         }
         from extension in kind.Extensions
         select KeyValuePair.Create(extension, kind.Kind)),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name ends like that of a JPEG, PNG or WebP file.</summary>
    public static bool IsPhoto(ReadOnlySpan<char> name) => Photos.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Path.GetExtension(name));

    /// <summary>What a file is that is no photo by its name.</summary>
    public static SkipKind KindOf(string name) => Others.GetValueOrDefault(Path.GetExtension(name), SkipKind.NotAPhoto);

    private static HashSet<string> Set(string extensions) => new(extensions.Split(' ').Select(e => $".{e}"), StringComparer.OrdinalIgnoreCase);
}
