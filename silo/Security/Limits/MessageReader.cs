using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using BirdGrid.Grains;
using BirdGrid.Silo.Services.Errors;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>
/// The body of a gRPC call, handed on message by message, each whole, unpacked and looked at: what is too large, too much or no message ends the call
/// here. Bytes are taken from the budgets as they come, whatever length was announced.
/// </summary>
/// <param name="inner">The body as it comes.</param>
/// <param name="call">What the call may bring.</param>
/// <param name="bytes">What the call holds.</param>
/// <param name="errors">Tells errors of the silo's own.</param>
internal sealed class MessageReader(PipeReader inner, MessageReader.Call call, RequestBytes bytes, ErrorReporter errors) : PipeReader, IDisposable
{
    private const int HeaderBytes = 5;
    private const int PackedFlag = 1;
    private const string Gzip = "gzip";

    /// <summary>A message is looked at for the first time when so much of it has come, and again whenever that has doubled.</summary>
    private const int FirstLookBytes = 32 << 10;

    /// <summary>A larger message does not wait in the connection's own blocks for its end.</summary>
    private const int LargeBytes = 1 << 20;

    private readonly MessageBlocks collected = new();
    private readonly MessageBlocks unpacked = new();
    private SequencePosition end;
    private bool isInner;
    private long arrived;
    private long looked;
    private int messages;

    /// <summary>What a call may bring.</summary>
    /// <param name="Name">Full name.</param>
    /// <param name="Request">Type of its messages.</param>
    /// <param name="IsSingle">Whether it has one message.</param>
    /// <param name="MostBytes">Most bytes of a message, unpacked.</param>
    /// <param name="TakesPacked">Whether messages may be packed.</param>
    /// <param name="Encoding">How packed ones are: the header grpc-encoding.</param>
    /// <param name="MostTextCharacters">Most characters of a text.</param>
    internal sealed record Call(string Name, MessageDescriptor Request, bool IsSingle, int MostBytes, bool TakesPacked, string Encoding, int MostTextCharacters);

    /// <inheritdoc/>
    /// <exception cref="RpcException">What came is refused.</exception>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (!call.IsSingle)
            {
                bytes.EndMessage();
            }

            return await ReadMessageAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is GridException or OutOfMemoryException)
        {
            throw errors.Report(failure, call.Name, CancellationToken.None).ToRpcException();
        }
        catch (IOException gone) when (call.IsSingle)
        {
            // Streams have a reader of their own that tells these apart.
            throw (gone is BadHttpRequestException ? MalformedRequests.Error : GridError.From(new OperationCanceledException())).ToRpcException();
        }
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    /// <remarks>What was handed on is one message, or the end: it is let go as a whole.</remarks>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (isInner)
        {
            isInner = false;
            inner.AdvanceTo(end);
        }

        Free();
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        Free();
        inner.Complete(exception);
    }

    /// <inheritdoc/>
    public void Dispose() => Free();

    private static RpcException Malformed() => MalformedRequests.Error.ToRpcException();

    private async ValueTask<ReadResult> ReadMessageAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await inner.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            long length;
            bool isPacked;
            try
            {
                if (result.IsCanceled || (buffer.IsEmpty && result.IsCompleted))
                {
                    return HandOn(new ReadResult(buffer.Slice(buffer.End), result.IsCanceled, result.IsCompleted), buffer.End);
                }

                length = LengthOf(buffer, out isPacked);
                if (length <= LargeBytes)
                {
                    await ArriveAsync(Math.Min(buffer.Length, HeaderBytes + Math.Max(0, length)), cancellationToken);
                }
            }
            catch
            {
                inner.AdvanceTo(buffer.End);
                throw;
            }

            if (length > LargeBytes)
            {
                messages++;
                inner.AdvanceTo(buffer.Start);
                var large = await CollectAsync(HeaderBytes + length, isPacked, cancellationToken);
                return new ReadResult(await LookAtAsync(large, isPacked, cancellationToken), isCanceled: false, isCompleted: false);
            }

            if (length >= 0 && buffer.Length >= HeaderBytes + length)
            {
                messages++;
                return await HandOnAsync(result, buffer.Slice(0, HeaderBytes + length), isPacked, cancellationToken);
            }

            inner.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                throw Malformed();
            }
        }
    }

    // As the connection's blocks fill they are emptied.
    private async ValueTask<ReadOnlySequence<byte>> CollectAsync(long length, bool isPacked, CancellationToken cancellationToken)
    {
        while (collected.Length < length)
        {
            var result = await inner.ReadAsync(cancellationToken);
            var arriving = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, length - collected.Length));
            try
            {
                foreach (var part in arriving)
                {
                    await CopyAsync(part, cancellationToken);
                }

                if (!isPacked && collected.Length < length)
                {
                    LookAtBeginning(collected);
                }
            }
            finally
            {
                inner.AdvanceTo(arriving.End);
            }

            if (result.IsCanceled || (result.IsCompleted && collected.Length < length))
            {
                throw Malformed();
            }
        }

        return collected.Written;
    }

    private async ValueTask CopyAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        while (part.Length > 0)
        {
            if (collected.IsFull)
            {
                await ArriveAsync(arrived + MessageBlocks.BlockBytes, cancellationToken);
            }

            var room = collected.Room();
            int copied = Math.Min(part.Length, room.Length);
            part[..copied].CopyTo(room);
            collected.Advance(copied);
            part = part[copied..];
        }
    }

    private async ValueTask ArriveAsync(long total, CancellationToken cancellationToken)
    {
        if (total > arrived)
        {
            await bytes.TakeAsync(total - arrived, cancellationToken);
            arrived = total;
        }
    }

    // -1 where the header has not come yet.
    private long LengthOf(ReadOnlySequence<byte> buffer, out bool isPacked)
    {
        isPacked = false;
        if (call.IsSingle && messages > 0 && !buffer.IsEmpty)
        {
            throw Malformed();
        }

        if (buffer.Length < HeaderBytes)
        {
            return -1;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        isPacked = header[0] == PackedFlag;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (header[0] > PackedFlag || (isPacked && call.Encoding is "" or "identity"))
        {
            throw Malformed();
        }

        if (isPacked && !call.TakesPacked)
        {
            throw new GridError(StatusCode.Unimplemented, "packed-message", "This call needs no credentials and takes no packed messages: send it without grpc-encoding.").ToRpcException();
        }

        return length <= call.MostBytes ? length : throw TooLarge($"A message of this call has {length} bytes, and {call.MostBytes} at most: it is larger than it may be.");
    }

    private async ValueTask<ReadResult> HandOnAsync(ReadResult result, ReadOnlySequence<byte> framed, bool isPacked, CancellationToken cancellationToken)
    {
        try
        {
            bool isLast = result.IsCompleted && result.Buffer.Length == framed.Length;
            return HandOn(new ReadResult(await LookAtAsync(framed, isPacked, cancellationToken), isCanceled: false, isLast), framed.End);
        }
        catch
        {
            inner.AdvanceTo(framed.End);
            throw;
        }
    }

    private ReadResult HandOn(ReadResult result, SequencePosition until)
    {
        (isInner, end) = (true, until);
        return result;
    }

    // Of packings that there are not gRPC says itself which there are. The objects hold the bytes of the message once more, and its tensor's elements in full.
    private async ValueTask<ReadOnlySequence<byte>> LookAtAsync(ReadOnlySequence<byte> framed, bool isPacked, CancellationToken cancellationToken)
    {
        if (isPacked && call.Encoding != Gzip)
        {
            return framed;
        }

        if (isPacked)
        {
            await UnpackAsync(framed.Slice(HeaderBytes), cancellationToken);
            collected.Free();
            framed = unpacked.Written;
        }

        var message = framed.Slice(HeaderBytes);
        long elements = MessageShape.Check(message, isWhole: true, call.Request, call.MostTextCharacters, call.MostBytes);
        await bytes.TakeForMessageAsync(message.Length + elements, cancellationToken);
        return framed;
    }

    // What has too much of something is not waited for.
    private void LookAtBeginning(MessageBlocks blocks)
    {
        if (blocks.Length >= Math.Max(FirstLookBytes, 2 * looked))
        {
            looked = blocks.Length;
            MessageShape.Check(blocks.Written.Slice(HeaderBytes), isWhole: false, call.Request, call.MostTextCharacters, call.MostBytes);
        }
    }

    private async ValueTask UnpackAsync(ReadOnlySequence<byte> packed, CancellationToken cancellationToken)
    {
        looked = 0;
        await using var gzip = new GZipStream(Create(packed).AsStream(), CompressionMode.Decompress);
        await ArriveAsync(arrived + MessageBlocks.BlockBytes, cancellationToken);
        unpacked.Room().Span[..HeaderBytes].Clear();
        unpacked.Advance(HeaderBytes);
        while (true)
        {
            if (unpacked.IsFull)
            {
                await ArriveAsync(arrived + MessageBlocks.BlockBytes, cancellationToken);
            }

            var room = unpacked.Room();
            int read = await FillAsync(gzip, room[..Math.Min(room.Length, FirstLookBytes)], cancellationToken);
            unpacked.Advance(read);
            if (unpacked.Length - HeaderBytes > call.MostBytes)
            {
                throw TooLarge($"The unpacked message is larger than a message of this call may be: it has {call.MostBytes} bytes at most.");
            }

            if (read == 0)
            {
                break;
            }

            LookAtBeginning(unpacked);

            // Bytes that are here unpack without a pause: twenty such messages would keep every thread from everybody else.
            await Task.Yield();
        }

        BinaryPrimitives.WriteUInt32BigEndian(MemoryMarshal.AsMemory(unpacked.Written.First).Span[1..], (uint)(unpacked.Length - HeaderBytes));
    }

    private static async ValueTask<int> FillAsync(GZipStream gzip, Memory<byte> room, CancellationToken cancellationToken)
    {
        try
        {
            return await gzip.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new RefusedException(MalformedRequests.Error.Reason, "The message says that it is gzip, and it is not, or not whole.");
        }
    }

    private static RpcException TooLarge(string message) => new GridError(StatusCode.ResourceExhausted, "message-too-large", message).ToRpcException();

    private void Free()
    {
        collected.Free();
        unpacked.Free();
        bytes.Give(arrived);
        arrived = 0;
        looked = 0;
    }
}
