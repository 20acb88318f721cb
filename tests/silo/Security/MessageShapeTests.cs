extern alias client;

using System.Buffers;
using BirdGrid.Grains;
using BirdGrid.Silo.Security.Limits;
using Google.Protobuf;
using client::Inference.V2;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Counts in a message's wire form, before objects are made of it.</summary>
public sealed class MessageShapeTests
{
    private const int MostTextCharacters = 256;
    private const int MostElementBytes = 8 << 20;

    [Fact]
    public void A_batch_of_tensors_passes_whichever_way_its_elements_come()
    {
        var floats = new ModelInferRequest { Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "image", Shape = { 8, 224, 224, 3 }, Contents = new InferTensorContents { Fp32Contents = { new float[8 * 224 * 224 * 3] } } } } };
        Assert.Equal(4L * 8 * 224 * 224 * 3, Check(floats.ToByteArray()));
        var bytes = new ModelInferRequest { Inputs = { new ModelInferRequest.Types.InferInputTensor { Contents = new InferTensorContents { UintContents = { Enumerable.Repeat(200u, 150_528) } } } } };
        Assert.Equal(4L * 150_528, Check(bytes.ToByteArray()));
        Assert.Equal(4L * 1000, Check(Field(5, Field(5, [.. Enumerable.Repeat((byte[])[0x20, 1], 1000).SelectMany(b => b)]))));
        var raw = new ModelInferRequest { RawInputContents = { ByteString.CopyFrom(new byte[4 << 20]) }, Parameters = { ["priority"] = new InferParameter { Int64Param = 1 } } };
        Assert.Equal(0, Check(raw.ToByteArray()));
    }

    [Theory]
    [InlineData("inputs", new byte[] { 0x2a, 0 })]
    [InlineData("outputs", new byte[] { 0x32, 0 })]
    [InlineData("raw contents", new byte[] { 0x3a, 0 })]
    [InlineData("parameters", new byte[] { 0x22, 3, 0x0a, 1, 0x61 })]
    [InlineData("a field again and again", new byte[] { 0x1a, 0 })]
    [InlineData("unknown numbers", new byte[] { 0xb8, 0x3e, 0 })]
    [InlineData("unknown texts", new byte[] { 0xba, 0x3e, 0 })]
    [InlineData("groups in groups", new byte[] { 0x9b, 0x06 })]
    [InlineData("groups", new byte[] { 0x9b, 0x06, 0x9c, 0x06 })]
    public void Too_many_of_anything_is_refused_by_the_beginning(string what, byte[] repeated)
    {
        byte[] message = [.. Enumerable.Repeat(repeated, MessageShape.MostFields + 1).SelectMany(b => b)];
        Assert.Equal((what, "too-many-fields"), (what, Refusal(message, isWhole: true)));
        Assert.Equal((what, "too-many-fields"), (what, Refusal(message, isWhole: false)));
        if (what != "groups in groups")
        {
            Check(message[..(repeated.Length * (MessageShape.MostFields / 2))]);
        }
    }

    [Fact]
    public void Lists_of_numbers_are_counted_packed_and_not()
    {
        Assert.Equal("too-many-fields", Refusal(Field(5, Field(3, new byte[MessageShape.MostFields + 1])), isWhole: true));
        Assert.Equal("too-many-fields", Refusal(Field(5, Field(5, Field(4, new byte[(MostElementBytes / 4) + 1]))), isWhole: true));
        Assert.Equal("too-many-fields", Refusal(Field(5, Field(5, Field(3, new byte[(MostElementBytes / 8) + 1]))), isWhole: true));
        byte[] unpacked = [.. Enumerable.Repeat((byte[])[0x08, 1], MessageShape.MostUnpackedElements + 1).SelectMany(b => b)];
        Assert.Equal("too-many-fields", Refusal(Field(5, Field(5, unpacked)), isWhole: true));
        Assert.Equal("text-too-long", Refusal(Field(3, new byte[(4 * MostTextCharacters) + 1]), isWhole: true));
    }

    [Theory]
    [InlineData(new byte[] { 0x2a, 5, 0 })]
    [InlineData(new byte[] { 0x2a })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1 })]
    [InlineData(new byte[] { 0x2a, 2, 0x0a, 2 })]
    [InlineData(new byte[] { 0x9b, 0x06, 0xa4, 0x06 })]
    [InlineData(new byte[] { 0x0d, 1, 2 })]
    [InlineData(new byte[] { 0x0f })]
    public void What_is_no_message_is_malformed(byte[] message) => Assert.Equal("malformed-request", Refusal(message, isWhole: true));

    [Fact]
    public void Every_beginning_of_a_message_passes_as_a_beginning()
    {
        var request = new ModelInferRequest
        {
            ModelName = "birds",
            Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "image", Shape = { 1, 300, 4 }, Parameters = { ["a"] = new InferParameter { StringParam = "b" } }, Contents = new InferTensorContents { UintContents = { 1, 300, 2 }, Fp32Contents = { 1, 2 } } } },
            RawInputContents = { ByteString.CopyFrom(1, 2, 3) },
        };
        byte[] message = [.. request.ToByteArray(), 0x9b, 0x06, 0x9c, 0x06];
        for (int length = 0; length <= message.Length; length++)
        {
            MessageShape.Check(Sequence(message[..length]), isWhole: false, ModelInferRequest.Descriptor, MostTextCharacters, MostElementBytes);
        }

        Check(message);
    }

    private static long Check(byte[] message) => MessageShape.Check(Sequence(message), isWhole: true, ModelInferRequest.Descriptor, MostTextCharacters, MostElementBytes);

    private static string Refusal(byte[] message, bool isWhole) =>
        Assert.ThrowsAny<RefusedException>(() => MessageShape.Check(Sequence(message), isWhole, ModelInferRequest.Descriptor, MostTextCharacters, MostElementBytes)).Reason;

    private static byte[] Field(int number, byte[] content)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }

    // In pieces, as messages come.
    private static ReadOnlySequence<byte> Sequence(byte[] bytes)
    {
        var blocks = new MessageBlocks();
        foreach (byte[] chunk in bytes.Chunk(1000))
        {
            for (int written = 0; written < chunk.Length;)
            {
                var room = blocks.Room();
                int copied = Math.Min(room.Length, chunk.Length - written);
                chunk.AsMemory(written, copied).CopyTo(room);
                blocks.Advance(copied);
                written += copied;
            }
        }

        return blocks.Written;
    }
}
