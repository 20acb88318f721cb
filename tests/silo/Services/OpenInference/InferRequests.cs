extern alias client;

using System.Runtime.InteropServices;
using client::Inference.V2;
using Google.Protobuf;
using static client::Inference.V2.ModelInferRequest.Types;

namespace BirdGrid.Silo.Tests.Services.OpenInference;

/// <summary>Requests for the fake model that are right; tests change one thing about them.</summary>
internal static class InferRequests
{
    /// <summary>Images whose first pixels are given, red, green and blue.</summary>
    public static ModelInferRequest Images(params byte[][] firstPixels) => new()
    {
        ModelName = "finch",
        Id = "42",
        Inputs = { new InferInputTensor { Name = "image", Datatype = "UINT8", Shape = { firstPixels.Length, FakeFront.Side, FakeFront.Side, 3 } } },
        RawInputContents = { ByteString.CopyFrom(Pixels(firstPixels)) },
    };

    /// <summary>The same as typed contents.</summary>
    public static ModelInferRequest TypedImages(params byte[][] firstPixels)
    {
        var request = Images(firstPixels);
        request.RawInputContents.Clear();
        request.Inputs[0].Contents = new InferTensorContents { UintContents = { Pixels(firstPixels).Select(p => (uint)p) } };
        return request;
    }

    /// <summary>The same as FP32.</summary>
    public static ModelInferRequest FloatImages(params byte[][] firstPixels)
    {
        var request = Images(firstPixels);
        request.Inputs[0].Datatype = "FP32";
        request.RawInputContents[0] = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(Floats(firstPixels)));
        return request;
    }

    /// <summary>The same as FP32, typed.</summary>
    public static ModelInferRequest TypedFloatImages(params byte[][] firstPixels)
    {
        var request = FloatImages(firstPixels);
        request.RawInputContents.Clear();
        request.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { Floats(firstPixels) } };
        return request;
    }

    /// <summary>Photos, as raw contents.</summary>
    public static ModelInferRequest Photos(params byte[][] photos) => new()
    {
        ModelName = "finch",
        Inputs = { new InferInputTensor { Name = "photo", Datatype = "BYTES", Shape = { photos.Length } } },
        RawInputContents = { ByteString.CopyFrom([.. photos.SelectMany(p => (byte[])[.. BitConverter.GetBytes(p.Length), .. p])]) },
    };

    /// <summary>Photos, as typed contents, in a column.</summary>
    public static ModelInferRequest TypedPhotos(params byte[][] photos) => new()
    {
        ModelName = "finch",
        Inputs =
        {
            new InferInputTensor
            {
                Name = "photo",
                Datatype = "BYTES",
                Shape = { photos.Length, 1 },
                Contents = new InferTensorContents { BytesContents = { photos.Select(p => ByteString.CopyFrom(p)) } },
            },
        },
    };

    private static byte[] Pixels(byte[][] firstPixels)
    {
        byte[] pixels = new byte[firstPixels.Length * FakeFront.Side * FakeFront.Side * 3];
        for (int i = 0; i < firstPixels.Length; i++)
        {
            firstPixels[i].CopyTo(pixels, i * FakeFront.Side * FakeFront.Side * 3);
        }

        return pixels;
    }

    private static float[] Floats(byte[][] firstPixels) => [.. Pixels(firstPixels).Select(p => p / 255f)];
}
