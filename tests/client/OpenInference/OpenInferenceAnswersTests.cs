using BirdGrid.Client.OpenInference;
using Google.Protobuf;
using Inference.V2;
using static Inference.V2.ModelInferResponse.Types;

namespace BirdGrid.Client.Tests.OpenInference;

/// <summary>Answers of other servers: typed, raw, and broken.</summary>
public sealed class OpenInferenceAnswersTests
{
    [Fact]
    public void Typed_contents_are_read_by_type()
    {
        var result = new InferenceResult(new ModelInferResponse
        {
            Outputs =
            {
                new InferOutputTensor { Name = "f", Datatype = "FP32", Shape = { 2 }, Contents = new InferTensorContents { Fp32Contents = { 1, 2 } } },
                new InferOutputTensor { Name = "i", Datatype = "INT64", Shape = { 1 }, Contents = new InferTensorContents { Int64Contents = { -5 } } },
                new InferOutputTensor { Name = "u", Datatype = "UINT8", Shape = { 1, 2 }, Contents = new InferTensorContents { UintContents = { 0, 255 } } },
                new InferOutputTensor { Name = "b", Datatype = "BYTES", Shape = { 2, 1 }, Contents = new InferTensorContents { BytesContents = { ByteString.CopyFromUtf8("0.5:3:a:b"), ByteString.CopyFromUtf8("1E-05:1") } } },
            },
        });

        Assert.Equal([1f, 2f], result["f"].AsFloats());
        Assert.Equal([-5L], result["i"].AsInt64());
        Assert.Equal([0, 255], result["u"].AsUInt8());
        Assert.Equal([[new ClassScore(0.5f, 3, "a:b")], [new ClassScore(1e-5f, 1, string.Empty)]], result["b"].AsClasses());
    }

    [Fact]
    public void Raw_contents_are_read_by_position()
    {
        var result = new InferenceResult(new ModelInferResponse
        {
            Outputs =
            {
                new InferOutputTensor { Name = "t", Datatype = "BYTES", Shape = { 2 } },
                new InferOutputTensor { Name = "i", Datatype = "INT64", Shape = { 1 } },
            },
            RawOutputContents = { ByteString.CopyFrom(1, 0, 0, 0, (byte)'a', 0, 0, 0, 0), ByteString.CopyFrom(7, 0, 0, 0, 0, 0, 0, 0) },
        });

        Assert.Equal(["a", string.Empty], result["t"].AsTexts());
        Assert.Equal([7L], result["i"].AsInt64());
    }

    [Theory]
    [InlineData("BYTES", new byte[] { 9, 0, 0, 0, 1 })]
    [InlineData("BYTES", new byte[] { 1, 0 })]
    [InlineData("BYTES", new byte[] { 255, 255, 255, 255, 1 })]
    [InlineData("BYTES", new byte[0])]
    public void Broken_contents_are_told(string datatype, byte[] raw)
    {
        var result = new InferenceResult(new ModelInferResponse
        {
            Outputs = { new InferOutputTensor { Name = "o", Datatype = datatype, Shape = { 1 } } },
            RawOutputContents = { ByteString.CopyFrom(raw) },
        });
        Assert.Equal("bad-answer", Assert.Throws<OpenInferenceException>(() => result["o"].AsBytes()).Reason);
    }

    [Fact]
    public void Fewer_elements_than_the_shape_asks_for_are_told()
    {
        var result = new InferenceResult(new ModelInferResponse { Outputs = { new InferOutputTensor { Name = "o", Datatype = "FP32", Shape = { 3 } } }, RawOutputContents = { ByteString.CopyFrom(new byte[8]) } });
        Assert.Throws<OpenInferenceException>(() => result["o"].AsFloats());
        Assert.Throws<OpenInferenceException>(() => new InferenceResult(new ModelInferResponse { Outputs = { new InferOutputTensor() }, RawOutputContents = { ByteString.Empty, ByteString.Empty } }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("a:1:b")]
    [InlineData("1:-1:b")]
    public void What_is_no_class_is_told(string text) => Assert.Throws<OpenInferenceException>(() => ClassScore.Parse(text));

    [Fact]
    public void Inputs_are_raw_and_hold_what_their_shape_asks_for()
    {
        Assert.Equal([0, 0, 128, 63], InferenceInput.FromFp32("x", [1], [1f]).Data.ToArray());
        Assert.Equal([2, 0, 0, 0, (byte)'o', (byte)'k', 0, 0, 0, 0], InferenceInput.FromTexts("x", ["ok", string.Empty]).Data.ToArray());
        Assert.Equal([2L, 1L], InferenceInput.FromTexts("x", ["ok", string.Empty], [2, 1]).Shape);
        Assert.Throws<ArgumentException>(() => InferenceInput.FromTexts("x", ["ok"], [2]));
        Assert.Throws<ArgumentException>(() => InferenceInput.FromInt64("x", [2], [1]));
        Assert.Throws<OverflowException>(() => InferenceInput.FromInt64("x", [long.MaxValue, 4], [1]));
    }
}
