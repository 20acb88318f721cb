using BirdGrid.Grains;
using Google.Protobuf;
using static Inference.V2.ModelInferRequest.Types;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>The input <c>photo</c>: encoded JPEG, PNG or WebP as BYTES, N or N x 1.</summary>
internal static class PhotoTensor
{
    /// <summary>Reads the tensor; the photos are not copied.</summary>
    /// <exception cref="RefusedException">Type, shape or data are wrong.</exception>
    public static InferInput Read(InferInputTensor tensor, ByteString? raw, int maximumBatch)
    {
        if (tensor.Datatype != TensorNames.Bytes)
        {
            throw TensorShape.WrongType(TensorNames.Photo, TensorNames.Bytes, tensor.Datatype);
        }

        if (tensor.Shape.Count is not (1 or 2) || (tensor.Shape.Count == 2 && tensor.Shape[1] != 1))
        {
            throw TensorShape.Wrong(TensorNames.Photo, "[N] or [N,1]", tensor.Shape);
        }

        int count = TensorShape.BatchOf(TensorNames.Photo, tensor.Shape, maximumBatch);
        var photos = raw is null ? [.. tensor.Contents?.BytesContents.Select(b => b.Memory) ?? []] : RawBytes.Split(TensorNames.Photo, raw.Memory, count);
        return photos.Count == count
            ? new InferInput(photos, Images: null, ImageSize: 0)
            : throw TensorShape.WrongLength(TensorNames.Photo, $"{count} elements in bytes_contents", $"{photos.Count}");
    }
}
