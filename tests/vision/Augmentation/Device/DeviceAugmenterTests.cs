using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using TorchSharp;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class DeviceAugmenterTests
{
    private static readonly AugmentationPolicy Geometry = new()
    {
        Name = "geometry",
        Crop = new CropOptions { AreaMin = 0.2, AreaMax = 2 },
        FlipProbability = 0.5,
        Rotation = new RotationOptions { MaxDegrees = 180 },
        Shear = new ShearOptions { MaxX = 0.4, MaxY = 0.4 },
        Shift = new ShiftOptions(),
    };

    public static TheoryData<MobiusMode, BorderMode, int, int, int> Geometries => new()
    {
        { MobiusMode.None, BorderMode.Black, 96, 64, 64 },
        { MobiusMode.Native, BorderMode.Black, 61, 47, 33 },
        { MobiusMode.Native, BorderMode.Replicate, 128, 128, 64 },
        { MobiusMode.Presets, BorderMode.Black, 100, 75, 48 },
        { MobiusMode.Admissible, BorderMode.Replicate, 64, 80, 48 },
        { MobiusMode.RestrictedRandom, BorderMode.Black, 90, 60, 40 },
        { MobiusMode.Mpd, BorderMode.Replicate, 70, 70, 56 },
        { MobiusMode.Native, BorderMode.Black, 401, 299, 32 },
        { MobiusMode.Admissible, BorderMode.Black, 500, 333, 16 },
        { MobiusMode.Presets, BorderMode.Replicate, 1, 7, 8 },
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Geometry_gives_the_bytes_of_the_kernels(MobiusMode mode, BorderMode border, int width, int height, int outputSize)
    {
        var policy = Geometry with { Border = border, Mobius = new MobiusOptions { Mode = mode, Probability = 0.8 } };
        var photos = Enumerable.Range(0, 12).Select(i => Photo(width, height, i)).ToList();
        for (ulong seed = 0; seed < 4; seed++)
        {
            var augmenter = new Augmenter(policy, seed, outputSize);
            Assert.Equal(OnTheCpu(augmenter, photos), OnDevice(augmenter, photos, torch.CPU));
        }
    }

    [Fact]
    public void Photos_of_many_sizes_in_one_padded_batch_give_the_bytes_of_the_kernels()
    {
        (int Width, int Height)[] sizes = [(1, 1), (37, 37), (333, 500), (500, 333), (251, 125), (126, 250), (64, 64), (499, 499), (5, 400), (401, 3), (255, 257)];
        var photos = sizes.Select((size, i) => Photo(size.Width, size.Height, i)).ToList();
        for (ulong seed = 0; seed < 6; seed++)
        {
            var augmenter = new Augmenter(Geometry with { Mobius = new MobiusOptions { Mode = MobiusMode.Native, Probability = 0.5 } }, seed, 24);
            Assert.Equal(OnTheCpu(augmenter, photos), OnDevice(augmenter, photos, torch.CPU));
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("light")]
    [InlineData("birds")]
    [InlineData("mobius")]
    [InlineData("trivial")]
    public void Named_policies_agree_within_a_level(string name) => AssertAgrees(AugmentationPolicy.Named(name), torch.CPU);

    [Fact]
    public void Strong_colours_noise_and_cutout_agree_within_a_level() => AssertAgrees(Strong, torch.CPU);

    [Fact]
    public void A_GPU_agrees_within_a_level()
    {
        if (!torch.cuda.is_available())
        {
            Assert.Skip("No CUDA device is available to this build of libtorch.");
        }

        AssertAgrees(Strong, torch.CUDA);
        AssertAgrees(AugmentationPolicy.Trivial, torch.CUDA);
        var augmenter = new Augmenter(Geometry with { Mobius = new MobiusOptions { Mode = MobiusMode.Native, Probability = 1 } }, 3, 64);
        var photos = Enumerable.Range(0, 16).Select(i => Photo(200 + i, 150 + (7 * i), i)).ToList();
        Assert.Equal(OnTheCpu(augmenter, photos), OnDevice(augmenter, photos, torch.CUDA));
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        var augmenter = new Augmenter(Strong, 1, 32);
        var photos = Enumerable.Range(0, 6).Select(i => Photo(150 + i, 90, i)).ToList();
        OnDevice(augmenter, photos, torch.CPU);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        OnDevice(augmenter, photos, torch.CPU);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_batch_of_another_shape_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        var device = new DeviceAugmenter(new Augmenter(AugmentationPolicy.Light, 1, 32));
        var batch = torch.zeros([2, 40, 50, 3], torch.ScalarType.Byte);
        var fits = new DevicePhoto(50, 40, 0);
        Assert.Contains("uint8", Assert.Throws<ArgumentException>(() => device.Render(batch.to(torch.ScalarType.Float32), [fits, fits], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("uint8", Assert.Throws<ArgumentException>(() => device.Render(batch.permute(0, 3, 1, 2), [fits, fits], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("1 photos", Assert.Throws<ArgumentException>(() => device.Render(batch, [fits], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("51x40", Assert.Throws<ArgumentException>(() => device.Render(batch, [fits, fits with { Width = 51 }], 0)).Message, StringComparison.Ordinal);
    }

    private static AugmentationPolicy Strong => Geometry with
    {
        Name = "strong",
        Mobius = new MobiusOptions { Mode = MobiusMode.Native, Probability = 0.5 },
        Colour = new ColourJitterOptions { Brightness = 0.9, Contrast = 0.9, Saturation = 1, HueDegrees = 180, Probability = 0.9 },
        Noise = new NoiseOptions { StdDevLevelsMin = 1, StdDevLevels = 40, Probability = 0.7 },
        Cutout = new CutoutOptions { SideFractionMin = 0.1, SideFraction = 0.9, Probability = 0.7 },
    };

    private static void AssertAgrees(AugmentationPolicy policy, torch.Device device)
    {
        var photos = Enumerable.Range(0, 16).Select(i => Photo(140, 110, i)).ToList();
        for (ulong seed = 0; seed < 4; seed++)
        {
            var augmenter = new Augmenter(policy, seed, 64);
            byte[] expected = OnTheCpu(augmenter, photos);
            byte[] actual = OnDevice(augmenter, photos, device);
            Assert.Equal(expected.Length, actual.Length);
            int largest = expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second));
            int differing = expected.Zip(actual).Count(pair => pair.First != pair.Second);
            Assert.True(largest <= 1, $"{policy.Name}, seed {seed}: a level differs by {largest}");

            // Sums in another order round differently where they come to a half, and hardly anywhere else.
            Assert.True(differing <= expected.Length / 500, $"{policy.Name}, seed {seed}: {differing} of {expected.Length} levels differ");
        }
    }

    private static byte[] OnTheCpu(Augmenter augmenter, List<RgbImage> photos)
    {
        byte[] images = new byte[photos.Count * augmenter.OutputBytes];
        for (int i = 0; i < photos.Count; i++)
        {
            augmenter.Render(photos[i], 2, 100 + i, images.AsSpan(i * augmenter.OutputBytes));
        }

        return images;
    }

    private static byte[] OnDevice(Augmenter augmenter, List<RgbImage> photos, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        int width = photos.Max(photo => photo.Width);
        int height = photos.Max(photo => photo.Height);

        // What lies in the padding must not be seen.
        byte[] batch = Enumerable.Repeat((byte)233, photos.Count * width * height * 3).ToArray();
        for (int i = 0; i < photos.Count; i++)
        {
            for (int y = 0; y < photos[i].Height; y++)
            {
                photos[i].PixelsHwc.Slice(y * photos[i].Stride, photos[i].Stride).CopyTo(batch.AsSpan(((i * height) + y) * width * 3));
            }
        }

        var photosNhwc = torch.tensor(batch, [photos.Count, height, width, 3], dtype: torch.ScalarType.Byte).to(device);
        var rendered = new DeviceAugmenter(augmenter).Render(photosNhwc, [.. photos.Select((photo, i) => new DevicePhoto(photo.Width, photo.Height, 100 + i))], 2);
        Assert.Equal([photos.Count, augmenter.OutputSize, augmenter.OutputSize, 3], rendered.shape);
        return rendered.cpu().contiguous().bytes.ToArray();
    }

    /// <summary>Edges of full height everywhere: what differs by a 128th of a pixel shows.</summary>
    private static RgbImage Photo(int width, int height, int seed)
    {
        var photo = new RgbImage(width, height);
        new Random(seed).NextBytes(photo.PixelsHwc);
        return photo;
    }
}
