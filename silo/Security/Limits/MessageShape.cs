using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using BirdGrid.Grains;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>
/// Walks over the wire form of a message before objects are made of it. Two bytes can become an object of a hundred: counts are limited, not bytes. A length is
/// stepped over, not read, so a photo costs nothing.
/// </summary>
internal ref struct MessageShape
{
    /// <summary>Most fields of a message and all in it, each repetition counted: far above a sweep's, the largest of ours.</summary>
    public const int MostFields = 4096;

    /// <summary>Most elements of a tensor that come one by one: writers of today pack them.</summary>
    public const int MostUnpackedElements = 1 << 20;

    /// <summary>Deepest message in a message; ours have five.</summary>
    private const int Deepest = 32;

    private const int LongestVarint = 10;

    private readonly bool isWhole;
    private readonly int mostTextBytes;
    private readonly long mostElementBytes;
    private SequenceReader<byte> reader;
    private long fields;
    private long unpackedElements;
    private long elementBytes;

    // The rest has not come yet: what was seen so far was in order.
    private bool isCut;

    private MessageShape(ReadOnlySequence<byte> message, bool isWhole, int mostTextCharacters, long mostElementBytes)
    {
        this.isWhole = isWhole;
        reader = new SequenceReader<byte>(message);
        mostTextBytes = (int)Math.Min(int.MaxValue, 4L * mostTextCharacters);
        this.mostElementBytes = mostElementBytes;
    }

    /// <summary>Checks a message.</summary>
    /// <param name="message">Its wire form, or the beginning of it that has come.</param>
    /// <param name="isWhole">Whether it is the whole message.</param>
    /// <param name="type">Its type.</param>
    /// <param name="mostTextCharacters">Most characters of a text.</param>
    /// <param name="mostElementBytes">Most bytes of a tensor's elements, once they are read.</param>
    /// <returns>Bytes of the tensor's elements once they are read, which may be four times those of their wire form.</returns>
    /// <exception cref="RefusedException">It is no message, or has too much of something.</exception>
    public static long Check(ReadOnlySequence<byte> message, bool isWhole, MessageDescriptor type, int mostTextCharacters, long mostElementBytes)
    {
        var shape = new MessageShape(message, isWhole, mostTextCharacters, mostElementBytes);
        shape.Walk(type, isWhole ? message.Length : long.MaxValue, 0);
        return shape.elementBytes;
    }

    private static RefusedException Malformed() => new(MalformedRequests.Error.Reason, MalformedRequests.Error.Message);

    private static RefusedException TooMuch(string message) => new("too-many-fields", message);

    // Elements of tensors are data; every other list of numbers is a shape or the like.
    private static bool IsTensor(MessageDescriptor type) => type.FullName == "inference.InferTensorContents";

    // Bytes of an element once it is read; 0: no number, which is never packed.
    private static int SizeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => 1,
        FieldType.Int32 or FieldType.SInt32 or FieldType.UInt32 or FieldType.Enum or FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => 4,
        FieldType.Int64 or FieldType.SInt64 or FieldType.UInt64 or FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => 8,
        _ => 0,
    };

    private static int FixedSizeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => 4,
        FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => 8,
        _ => 0,
    };

    private void Walk(MessageDescriptor type, long end, int depth)
    {
        if (depth > Deepest)
        {
            throw TooMuch($"The request has messages in messages, more than {Deepest} deep.");
        }

        bool isTensor = IsTensor(type);
        while (reader.Consumed < end && !isCut)
        {
            var (number, wire) = Tag(end);
            if (isCut)
            {
                return;
            }

            var field = type.FindFieldByNumber(number);
            if (wire != WireFormat.WireType.LengthDelimited)
            {
                if (isTensor && field is { IsRepeated: true } && SizeOf(field) is > 0 and var size)
                {
                    CountElements(1, size);
                    if (++unpackedElements > MostUnpackedElements)
                    {
                        throw TooMuch($"The request has more than {MostUnpackedElements} elements in {field.Name}, each by itself: pack them.");
                    }
                }
                else
                {
                    CountFields(1);
                }

                Skip(number, wire, end);
                continue;
            }

            CountFields(1);
            long length = Length(end);
            if (isCut)
            {
                return;
            }

            if (field is null)
            {
                StepOver(length);
            }
            else if (field.FieldType == FieldType.Message)
            {
                Walk(field.MessageType, reader.Consumed + length, depth + 1);
            }
            else
            {
                StepOver(field, length, isTensor);
            }
        }
    }

    private void StepOver(FieldDescriptor field, long length, bool isTensor)
    {
        if (field.FieldType == FieldType.String && length > mostTextBytes)
        {
            throw new RefusedException("text-too-long", $"The text in {field.Name} has {length} bytes; a text has at most {mostTextBytes / 4} characters.");
        }

        if (!field.IsRepeated || SizeOf(field) is not (> 0 and var size))
        {
            StepOver(length);
        }
        else if (isTensor)
        {
            CountElements(Elements(field, length), size);
        }
        else
        {
            CountFields(Elements(field, length));
        }
    }

    private void StepOver(long length)
    {
        isCut |= length > reader.Remaining;
        reader.Advance(Math.Min(length, reader.Remaining));
    }

    // Steps over packed numbers and counts them: each ends with the byte whose highest bit is not set.
    private long Elements(FieldDescriptor field, long length)
    {
        if (FixedSizeOf(field) is > 0 and var size)
        {
            StepOver(length);
            return length / size;
        }

        isCut |= length > reader.Remaining;
        length = Math.Min(length, reader.Remaining);
        long elements = 0;
        while (length > 0)
        {
            var part = reader.UnreadSpan[..(int)Math.Min(length, reader.UnreadSpan.Length)];
            var words = MemoryMarshal.Cast<byte, ulong>(part);
            foreach (ulong word in words)
            {
                elements += BitOperations.PopCount(~word & 0x8080808080808080);
            }

            foreach (byte last in part[(words.Length * sizeof(ulong))..])
            {
                elements += last < 0x80 ? 1 : 0;
            }

            length -= part.Length;
            reader.Advance(part.Length);
        }

        return elements;
    }

    private void CountFields(long more)
    {
        fields += more;
        if (fields > MostFields)
        {
            throw TooMuch($"The request has more than {MostFields} fields and elements of lists: send fewer at a time.");
        }
    }

    private void CountElements(long more, int size)
    {
        elementBytes += more * size;
        if (elementBytes > mostElementBytes)
        {
            throw TooMuch($"The request's tensors have more than {mostElementBytes} bytes: send fewer at a time.");
        }
    }

    // Groups are from before there were messages in messages, and none of ours has one.
    private void Skip(int number, WireFormat.WireType wire, long end)
    {
        switch (wire)
        {
            case WireFormat.WireType.Varint:
                Varint(end);
                break;
            case WireFormat.WireType.Fixed32:
                Advance(4, end);
                break;
            case WireFormat.WireType.Fixed64:
                Advance(8, end);
                break;
            case WireFormat.WireType.StartGroup:
                SkipGroup(number, end);
                break;
            default:
                throw Malformed();
        }
    }

    private void SkipGroup(int number, long end)
    {
        var open = new Stack<int>();
        open.Push(number);
        while (open.Count > 0)
        {
            var (inner, wire) = Tag(end);
            if (isCut)
            {
                return;
            }

            CountFields(1);
            switch (wire)
            {
                case WireFormat.WireType.StartGroup:
                    if (open.Count == Deepest)
                    {
                        throw TooMuch($"The request has groups in groups, more than {Deepest} deep.");
                    }

                    open.Push(inner);
                    break;
                case WireFormat.WireType.EndGroup:
                    if (open.Pop() != inner)
                    {
                        throw Malformed();
                    }

                    break;
                case WireFormat.WireType.LengthDelimited:
                    StepOver(Length(end));
                    break;
                default:
                    Skip(inner, wire, end);
                    break;
            }
        }
    }

    private (int Number, WireFormat.WireType Wire) Tag(long end)
    {
        ulong tag = Varint(end);
        int number = (int)(tag >> 3);
        return isCut || (tag <= uint.MaxValue && number > 0) ? (number, (WireFormat.WireType)(tag & 7)) : throw Malformed();
    }

    private long Length(long end)
    {
        ulong length = Varint(end);
        return length <= (ulong)(end - reader.Consumed) ? (long)length : throw Malformed();
    }

    private void Advance(int bytes, long end)
    {
        if (bytes > end - reader.Consumed)
        {
            throw Malformed();
        }

        StepOver(bytes);
    }

    private ulong Varint(long end)
    {
        ulong value = 0;
        for (int i = 0; i < LongestVarint; i++)
        {
            if (!isWhole && reader.End)
            {
                isCut = true;
                return 0;
            }

            if (reader.Consumed >= end || !reader.TryRead(out byte part))
            {
                throw Malformed();
            }

            value |= (ulong)(part & 0x7f) << (7 * i);
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }
}
