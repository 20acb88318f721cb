using System.Text;
using System.Threading.Channels;
using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Security.Audit;

/// <summary>
/// Writes down every change: whoever asks for one waits for a place in the queue, and the disk is flushed behind it. A crash loses what is queued, at
/// most a few milliseconds' worth. While the log cannot be written, nothing may be changed.
/// </summary>
internal sealed partial class AuditLog(IOptions<SiloOptions> options, TimeProvider clock, ILogger<AuditLog> logger) : SupervisedService(clock, logger)
{
    private const int Queue = 1024;
    private const int RefusedPerSecond = 20;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> queue = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(Queue) { SingleReader = true });
    private readonly Limits.TokenBucket refusals = new(RefusedPerSecond, RefusedPerSecond, clock);
    private AuditFolder? folder;
    private FileStream? file;
    private string? fileName;
    private long sequence;
    private string lastHash = AuditLine.Beginning;
    private long suppressed;
    private volatile bool isFailing;

    /// <summary>Whether the log cannot be written now.</summary>
    public bool IsFailing => isFailing;

    /// <summary>Puts an entry into the queue.</summary>
    public ValueTask WriteAsync(AuditEntry entry) => queue.Writer.WriteAsync(entry);

    /// <summary>Writes down an attempt that was refused; of more than some twenty a second only the number is, so that nobody fills the disk.</summary>
    public void WriteRefused(HttpContext context, Caller caller, string method, AccessException refusal)
    {
        if (!refusals.TryTake(1, out _) || !queue.Writer.TryWrite(EntryOf(context, caller, method, refusal.Error.Code, refusal.Error.Reason, new Dictionary<string, string>())))
        {
            Interlocked.Increment(ref suppressed);
        }
    }

    /// <summary>Writes down that a new grid begins beside another's blobs, before anything can be called.</summary>
    public void WriteStartedAnew() => queue.Writer.TryWrite(new AuditEntry
    {
        When = Clock.GetUtcNow(),
        Who = "silo",
        Source = "configuration",
        Role = CallerRoleNames.Of(CallerRole.Admin),
        Method = "BirdGrid:StartAnew",
        Outcome = nameof(StatusCode.OK),
        Remote = "silo",
        Request = "start",
    });

    /// <summary>An entry of a call.</summary>
    public AuditEntry EntryOf(HttpContext context, Caller caller, string method, StatusCode outcome, string reason, IReadOnlyDictionary<string, string> target) => new()
    {
        When = Clock.GetUtcNow(),
        Who = caller.Name,
        Source = caller.Source.ToString().ToLowerInvariant(),
        Role = CallerRoleNames.Of(caller.Role),
        Method = method,
        Target = target,
        Outcome = outcome.ToString(),
        Reason = reason,
        Remote = context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        Request = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
        Suppressed = Interlocked.Exchange(ref suppressed, 0),
    };

    /// <summary>Entries before a number, newest first.</summary>
    public IEnumerable<AuditLine> ReadNewest(long before) => folder?.ReadNewest(before) ?? [];

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        if (ExecuteTask is { } writing && !isFailing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        file?.Dispose();
        folder?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var batch = new List<AuditEntry>();

        // Nothing to write, but the folder is this silo's from the start on.
        TryWrite(batch);
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Queue && queue.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            while (!TryWrite(batch))
            {
                await Task.Delay(TryAgain, Clock, stoppingToken);
            }

            batch.Clear();
        }
    }

    private bool TryWrite(List<AuditEntry> batch)
    {
        try
        {
            Open();
            var (next, hash) = (sequence, lastHash);
            var text = new StringBuilder();
            foreach (var entry in batch)
            {
                (string line, hash) = AuditLine.Write(++next, entry, hash);
                text.Append(line).Append('\n');
            }

            Append(Encoding.UTF8.GetBytes(text.ToString()));
            (sequence, lastHash) = (next, hash);
            isFailing = false;
            return true;
        }
        catch (Exception failure)
        {
            // Whatever it is: what is not written down may not be changed.
            if (!isFailing)
            {
                LogNotWritten(Logger, failure);
            }

            isFailing = true;
            return false;
        }
    }

    private void Open()
    {
        if (folder is null)
        {
            folder = AuditFolder.Take(Path.Combine(options.Value.DataDirectory, "audit"));
            (sequence, lastHash, long cut) = folder.End();
            if (cut > 0)
            {
                LogCut(Logger, cut);
            }
        }

        string today = folder.FileOf(Clock.GetUtcNow());
        if (file is null || today != fileName)
        {
            file?.Dispose();
            file = null;
            file = new FileStream(today, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.Position = file.Length;
            fileName = today;
        }
    }

    private void Append(byte[] lines)
    {
        long before = file!.Position;
        try
        {
            file.Write(lines);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half a batch would be written again, and break the chain.
            file.SetLength(before);
            file.Position = before;
            throw;
        }
    }

    [LoggerMessage(EventId = 624, EventName = "AuditNotWritten", Level = LogLevel.Error, Message = "The audit log cannot be written; nothing may be changed until it can.")]
    private static partial void LogNotWritten(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 625, EventName = "AuditTorn", Level = LogLevel.Warning, Message = "The audit log ended in the middle of a line, as after a crash; {Bytes} bytes were cut off.")]
    private static partial void LogCut(ILogger logger, long bytes);
}
