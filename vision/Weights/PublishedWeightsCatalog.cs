using static BirdGrid.Vision.Weights.ResizeInterpolation;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// Every file of ImageNet weights that torchvision has published for the backbones here; the first of each list is the one that is used unless
/// another is put into place. Where torchvision has a first recipe and a better one (V2), the first comes first: V2's longer training with label
/// smoothing and mixing raises ImageNet's accuracy, but not that of heads trained on frozen features (Kornblith et al. 2021, "Why Do Better Loss
/// Functions Lead to Less Transferable Features?", arXiv:2010.16402).
/// </summary>
internal static class PublishedWeightsCatalog
{
    private const string V1 = "IMAGENET1K_V1";
    private const string V2 = "IMAGENET1K_V2";

    public static IReadOnlyList<PublishedWeights> MobileNetV2 { get; } =
    [
        File("mobilenet_v2-b0353104.pth", V1, 71.878, 90.286, 256, 13.555, 14_212_972),
        File("mobilenet_v2-7ebf99e0.pth", V2, 72.154, 90.822, 232, 13.598, 14_258_573),
    ];

    public static IReadOnlyList<PublishedWeights> MobileNetV3Large { get; } =
    [
        File("mobilenet_v3_large-8738ca79.pth", V1, 74.042, 91.340, 256, 21.114, 22_139_423),
        File("mobilenet_v3_large-5c1a4163.pth", V2, 75.274, 92.566, 232, 21.107, 22_132_113),
    ];

    public static IReadOnlyList<PublishedWeights> ResNet18 { get; } =
        [File("resnet18-f37072fd.pth", V1, 69.758, 89.078, 256, 44.661, 46_830_571)];

    public static IReadOnlyList<PublishedWeights> ResNet34 { get; } =
        [File("resnet34-b627a593.pth", V1, 73.314, 91.420, 256, 83.275, 87_319_819)];

    public static IReadOnlyList<PublishedWeights> ResNet50 { get; } =
    [
        File("resnet50-0676ba61.pth", V1, 76.130, 92.862, 256, 97.781, 102_530_333),
        File("resnet50-11ad3fa6.pth", V2, 80.858, 95.434, 232, 97.790, 102_540_417),
    ];

    public static IReadOnlyList<PublishedWeights> ResNet101 { get; } =
    [
        File("resnet101-63fe2227.pth", V1, 77.374, 93.546, 256, 170.511, 178_793_939),
        File("resnet101-cd907fc2.pth", V2, 81.886, 95.780, 232, 170.530, 178_814_045),
    ];

    public static IReadOnlyList<PublishedWeights> EfficientNetB0 { get; } =
        [File("efficientnet_b0_rwightman-7f5810bc.pth", V1, 77.692, 93.532, 256, 20.451, 21_444_401, Bicubic, former: "efficientnet_b0_rwightman-3dd342df.pth")];

    public static IReadOnlyList<PublishedWeights> EfficientNetB1 { get; } =
    [
        File("efficientnet_b1_rwightman-bac287d4.pth", V1, 78.642, 94.186, 256, 30.134, bytes: null, Bicubic, former: "efficientnet_b1_rwightman-533bc792.pth"),
        File("efficientnet_b1-c27df63c.pth", V2, 79.838, 94.934, 255, 30.136, 31_600_329),
    ];

    public static IReadOnlyList<PublishedWeights> EfficientNetB2 { get; } =
        [File("efficientnet_b2_rwightman-c35c1473.pth", V1, 80.608, 95.310, 288, 35.174, bytes: null, Bicubic, former: "efficientnet_b2_rwightman-bcdf34b7.pth")];

    public static IReadOnlyList<PublishedWeights> EfficientNetB3 { get; } =
        [File("efficientnet_b3_rwightman-b3899882.pth", V1, 82.008, 96.054, 320, 47.184, bytes: null, Bicubic, former: "efficientnet_b3_rwightman-cf984f9c.pth")];

    public static IReadOnlyList<PublishedWeights> EfficientNetB4 { get; } =
        [File("efficientnet_b4_rwightman-23ab8bcd.pth", V1, 83.384, 96.594, 384, 74.489, bytes: null, Bicubic, former: "efficientnet_b4_rwightman-7eb33cd5.pth")];

    public static IReadOnlyList<PublishedWeights> ConvNeXtTiny { get; } =
        [File("convnext_tiny-983f1562.pth", V1, 82.520, 96.146, 236, 109.119, 114_419_221)];

    public static IReadOnlyList<PublishedWeights> ConvNeXtSmall { get; } =
        [File("convnext_small-0c510722.pth", V1, 83.616, 96.650, 230, 191.703, 201_014_929)];

    /// <summary>A row: accuracies in percent, as torchvision writes them.</summary>
    private static PublishedWeights File(
        string name, string recipe, double top1, double top5, int resizeSize, double mebibytes, long? bytes,
        ResizeInterpolation interpolation = Bilinear, string? former = null) => new()
        {
            FileName = name,
            FormerFileName = former,
            Recipe = recipe,
            Top1 = Math.Round(top1 / 100, 5),
            Top5 = Math.Round(top5 / 100, 5),
            ResizeSize = resizeSize,
            Interpolation = interpolation,
            Mebibytes = mebibytes,
            Bytes = bytes,
        };
}
