using SkiaSharp;

namespace BirdGrid.Vision.SyntheticBirds;

/// <summary>The species that BirdGrid draws. They are illustrations: several share their colours and differ in build and pattern.</summary>
public static class BirdSpeciesCatalog
{
    /// <summary>Eight species.</summary>
    public static IReadOnlyList<BirdSpecies> All { get; } =
    [
        new()
        {
            Name = "Scarlet Cardinal", Back = Rgb(0xB0352B), Belly = Rgb(0xD2483A), Head = Rgb(0xC93A2E), Cap = Rgb(0xD9503F), Cheek = Rgb(0x33211F), Flight = Rgb(0x7E2621), Beak = Rgb(0xE8893A),
            Crest = 0.26, BeakDepth = 0.17, BeakLength = 0.16,
        },
        new()
        {
            Name = "Rosy Finch", Back = Rgb(0x8A6A5A), Belly = Rgb(0xC9604F), Head = Rgb(0xC4523F), Cap = Rgb(0x7A5648), Cheek = Rgb(0xCF6652), Flight = Rgb(0x4E3B33), Beak = Rgb(0x8B7A62),
            Plumpness = 0.60, BeakDepth = 0.15, BeakLength = 0.12, TailLength = 0.40, Streaks = 0.5, WingBars = 1,
        },
        new()
        {
            Name = "Azure Tit", Back = Rgb(0x5C84B8), Belly = Rgb(0xE9E5D2), Head = Rgb(0xF1EFE6), Cap = Rgb(0x3F6CAF), Cheek = Rgb(0xF6F4EC), Flight = Rgb(0x2F5487), Beak = Rgb(0x2E2E30),
            Plumpness = 0.66, HeadSize = 0.50, BeakLength = 0.09, BeakDepth = 0.06, TailLength = 0.45, WingBars = 1, EyeLine = true,
        },
        new()
        {
            Name = "Emerald Kingfisher", Back = Rgb(0x2F7FA0), Belly = Rgb(0xD98A45), Head = Rgb(0x2C7A93), Cap = Rgb(0x1F5F86), Cheek = Rgb(0xE2A05E), Flight = Rgb(0x1E5C7C), Beak = Rgb(0x2A2A2E),
            Plumpness = 0.62, HeadSize = 0.50, BeakLength = 0.52, BeakDepth = 0.10, TailLength = 0.22, LegLength = 0.10,
        },
        new()
        {
            Name = "Golden Oriole", Back = Rgb(0xE3B52E), Belly = Rgb(0xF0CB45), Head = Rgb(0xE9BE37), Cap = Rgb(0xE9BE37), Cheek = Rgb(0xEEC748), Flight = Rgb(0x26241F), Beak = Rgb(0xB5503A),
            BeakLength = 0.22, BeakDepth = 0.09, TailLength = 0.58, EyeLine = true,
        },
        new()
        {
            Name = "Yellow Wagtail", Back = Rgb(0x8C9A4A), Belly = Rgb(0xEFD24E), Head = Rgb(0x7F8C99), Cap = Rgb(0x6F7D8C), Cheek = Rgb(0x5F6C79), Flight = Rgb(0x47493A), Beak = Rgb(0x2F2D2B),
            Plumpness = 0.46, HeadSize = 0.36, BeakLength = 0.14, BeakDepth = 0.05, TailLength = 0.95, LegLength = 0.34, WingBars = 2,
        },
        new()
        {
            Name = "Pied Tern", Back = Rgb(0xA9B4BC), Belly = Rgb(0xF4F5F4), Head = Rgb(0xF2F3F2), Cap = Rgb(0x22252A), Cheek = Rgb(0xF2F3F2), Flight = Rgb(0x7E8A93), Beak = Rgb(0xD8502F),
            Plumpness = 0.44, HeadSize = 0.36, BeakLength = 0.30, BeakDepth = 0.07, TailLength = 0.80, LegLength = 0.12, Legs = Rgb(0xC94A33),
        },
        new()
        {
            Name = "Barred Thrush", Back = Rgb(0x84694C), Belly = Rgb(0xEDE2C6), Head = Rgb(0x8A7052), Cap = Rgb(0x7A6045), Cheek = Rgb(0xC2AA84), Flight = Rgb(0x5D4934), Beak = Rgb(0x6A5A40),
            Plumpness = 0.58, BeakLength = 0.17, BeakDepth = 0.07, TailLength = 0.52, LegLength = 0.26, Streaks = 1,
        },
    ];

    private static SKColor Rgb(uint rgb) => new(0xFF000000 | rgb);
}
