using System.Runtime.InteropServices;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Tests.Inference.Support;

/// <summary>Inputs of the fake engine.</summary>
internal static class Images
{
    public static readonly int Bytes = PreparedImages.BytesPerImage(PixelFormat.Bytes, FakeEngine.Side);

    /// <summary>Images whose first bytes are these.</summary>
    public static InferInput Of(params byte[] firsts) => Of(InferencePriority.Normal, null, firsts);

    public static InferInput Of(InferencePriority priority, double? timeoutMs, params byte[] firsts)
    {
        byte[] pixels = new byte[firsts.Length * Bytes];
        for (int i = 0; i < firsts.Length; i++)
        {
            pixels[i * Bytes] = firsts[i];
        }

        return new InferInput(pixels, PixelFormat.Bytes, firsts.Length, priority, timeoutMs);
    }

    /// <summary>The first logit of every image.</summary>
    public static float[] FirstLogits(this InferOutput output, int classCount = 3) =>
        [.. MemoryMarshal.Cast<byte, float>(output.Logits).ToArray().Where((_, i) => i % classCount == 0)];
}
