using System.Numerics;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// A batch of photos as <c>grid_sample</c> takes them, those halved whose plan wants it. The sides are
/// powers of two: only then is a position exact through the -1 to 1 coordinates of <c>grid_sample</c>, single precision as they are.
/// </summary>
/// <param name="LevelsNchw">float [count, 3, 2ⁿ, 2ᵐ], levels 0 to 255; every photo at the top left, 0 elsewhere.</param>
/// <param name="Photos">The photos within it.</param>
internal sealed record DeviceCanvas(Tensor LevelsNchw, IReadOnlyList<DeviceCanvas.Placed> Photos)
{
    /// <summary>Lays out a batch.</summary>
    /// <param name="photosNhwc">uint8 [count, height, width, 3].</param>
    /// <param name="plans">How each photo is sampled.</param>
    public static DeviceCanvas Of(Tensor photosNhwc, SamplingPlan[] plans)
    {
        Placed[] placed = [.. plans.Select(plan => new Placed(plan.PhotoWidth, plan.PhotoHeight, plan))];
        var groups = new List<(int[] Members, Tensor Levels)>();
        foreach (var group in Enumerable.Range(0, plans.Length).GroupBy(i => plans[i].Halvings))
        {
            int[] members = [.. group];
            Tensor levels = Select(photosNhwc, members).permute(0, 3, 1, 2).to(ScalarType.Float32);
            for (int halving = 0; halving < group.Key; halving++)
            {
                levels = Halve(levels, [.. members.Select(i => placed[i])]);
                foreach (int i in members)
                {
                    placed[i] = placed[i].Halved();
                }
            }

            groups.Add((members, levels));
        }

        return new DeviceCanvas(Compose(groups, plans.Length, photosNhwc.device), placed);
    }

    private static Tensor Compose(List<(int[] Members, Tensor Levels)> groups, int count, Device device)
    {
        long height = (long)BitOperations.RoundUpToPowerOf2((ulong)groups.Max(group => group.Levels.shape[2]));
        long width = (long)BitOperations.RoundUpToPowerOf2((ulong)groups.Max(group => group.Levels.shape[3]));
        Tensor canvas = zeros([count, 3, height, width], ScalarType.Float32, device);
        foreach (var (members, levels) in groups)
        {
            Tensor corner = canvas.narrow(2, 0, levels.shape[2]).narrow(3, 0, levels.shape[3]);
            corner.index_copy_(0, Indices(members, device), levels);
        }

        return canvas;
    }

    /// <summary>Averages of 2x2 boxes, halves rounded up; an odd last row or column is averaged with itself.</summary>
    private static Tensor Halve(Tensor levels, Placed[] photos)
    {
        levels = RepeatEdge(levels, [.. photos.Select(photo => (long)photo.Height)], 2);
        levels = RepeatEdge(levels, [.. photos.Select(photo => (long)photo.Width)], 3);
        Tensor means = nn.functional.avg_pool2d(levels, 2, 2, ceil_mode: true, count_include_pad: false);
        return (means + 0.5).floor();
    }

    /// <summary>Copies the last row (or column) of each photo that ends within the batch to the row behind it.</summary>
    private static Tensor RepeatEdge(Tensor levels, long[] sides, int dimension)
    {
        long length = levels.shape[dimension];
        if (Array.TrueForAll(sides, side => side == length || side % 2 == 0))
        {
            return levels;
        }

        long[] along = [1, 1, 1, 1];
        along[dimension] = length;
        Tensor behind = arange(length, ScalarType.Int64, levels.device).view(along) == tensor(sides, device: levels.device).view(-1, 1, 1, 1);
        Tensor shifted = cat([levels.narrow(dimension, 0, 1), levels.narrow(dimension, 0, length - 1)], dimension);
        return where(behind, shifted, levels);
    }

    private static Tensor Select(Tensor photosNhwc, int[] members) =>
        members.Length == photosNhwc.shape[0] ? photosNhwc : photosNhwc.index_select(0, Indices(members, photosNhwc.device));

    private static Tensor Indices(int[] members, Device device) => tensor([.. members.Select(i => (long)i)], device: device);

    /// <summary>A photo within the batch.</summary>
    /// <param name="Width">Width in pixels.</param>
    /// <param name="Height">Height in pixels.</param>
    /// <param name="Plan">How it is sampled.</param>
    internal readonly record struct Placed(int Width, int Height, SamplingPlan Plan)
    {
        public Placed Halved() => new(HalfSize.SideOf(Width), HalfSize.SideOf(Height), Plan.Halved());
    }
}
