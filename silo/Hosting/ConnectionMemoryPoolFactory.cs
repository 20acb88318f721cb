using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace BirdGrid.Silo.Hosting;

/// <summary>Gives the server pools of large blocks.</summary>
internal sealed class ConnectionMemoryPoolFactory : IMemoryPoolFactory<byte>
{
    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ConnectionMemoryPool();
}
