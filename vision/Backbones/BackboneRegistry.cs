namespace BirdGrid.Vision.Backbones;

/// <summary>Every backbone by name: its configuration, and a fresh network of it.</summary>
public static class BackboneRegistry
{
    private static readonly Entry[] Entries =
    [
        new(MobileNetV2.Default, (classCount, seed) => new MobileNetV2(classCount, seed)),
        Of(MobileNetV3Config.Large),
        Of(ResNetConfig.ResNet18),
        Of(ResNetConfig.ResNet34),
        Of(ResNetConfig.ResNet50),
        Of(ResNetConfig.ResNet101),
        Of(EfficientNetConfig.B0),
        Of(EfficientNetConfig.B1),
        Of(EfficientNetConfig.B2),
        Of(EfficientNetConfig.B3),
        Of(EfficientNetConfig.B4),
        Of(ConvNeXtConfig.Tiny),
        Of(ConvNeXtConfig.Small),
        new(ResNet9.Default, (classCount, seed) => new ResNet9(classCount, seed)),
    ];

    /// <summary>Every known name, the default choice first.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Entries, entry => entry.Config.Name);

    /// <summary>Every configuration, in the order of <see cref="Names"/>.</summary>
    public static IReadOnlyList<BackboneConfig> Configs { get; } = Array.ConvertAll(Entries, entry => entry.Config);

    /// <summary>Looks up a configuration.</summary>
    /// <param name="name">A name of <see cref="Names"/>, case-sensitive.</param>
    /// <returns>The configuration record.</returns>
    /// <exception cref="UnknownBackboneException">The name is not known.</exception>
    public static BackboneConfig Find(string name) => FindEntry(name).Config;

    /// <summary>
    /// Builds a network on the CPU in training mode with freshly drawn weights. The weights are a pure function of the seed;
    /// torch's global generator is advanced too, because torch's layers draw a first initialisation of their own that is then overwritten.
    /// </summary>
    /// <param name="name">A name of <see cref="Names"/>, case-sensitive.</param>
    /// <param name="classCount">Number of classes of the head, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <returns>The network; the caller disposes it, as it outlives the dispose scope it may be built in.</returns>
    /// <exception cref="UnknownBackboneException">The name is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public static Backbone Create(string name, int classCount, ulong seed) => FindEntry(name).Build(classCount, seed);

    private static Entry Of(MobileNetV3Config config) => new(config.Backbone, (classCount, seed) => new MobileNetV3(config, classCount, seed));

    private static Entry Of(ResNetConfig config) => new(config.Backbone, (classCount, seed) => new ResNet(config, classCount, seed));

    private static Entry Of(EfficientNetConfig config) => new(config.Backbone, (classCount, seed) => new EfficientNet(config, classCount, seed));

    private static Entry Of(ConvNeXtConfig config) => new(config.Backbone, (classCount, seed) => new ConvNeXt(config, classCount, seed));

    private static Entry FindEntry(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(Entries, entry => entry.Config.Name == name) ?? throw new UnknownBackboneException(name, Names);
    }

    private sealed record Entry(BackboneConfig Config, Func<int, ulong, Backbone> Build);
}
