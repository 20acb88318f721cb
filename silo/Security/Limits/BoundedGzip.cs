using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>gzip for messages, whose size is limited when they are unpacked too: gRPC's own looks at the packed size only.</summary>
/// <param name="mostBytes">Most bytes of an unpacked message.</param>
internal sealed class BoundedGzip(int mostBytes) : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => "gzip";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new BoundedStream(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), mostBytes);

    private sealed class BoundedStream(Stream inner, long left) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read;
            try
            {
                read = inner.Read(buffer);
            }
            catch (InvalidDataException)
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, "The message says that it is gzip, and it is not."));
            }

            left -= read;
            return left >= 0 ? read : throw new RpcException(new Status(StatusCode.ResourceExhausted, "The unpacked message is larger than a message may be."));
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
