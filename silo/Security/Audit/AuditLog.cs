using System.Globalization;
using System.Text;
using System.Threading.Channels;
using BirdGrid.Grains.Disks;
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

    /// <summary>Refusals of callers that are not known are written one by one up to this many, then at most one in ten seconds: some 4 MB a day.</summary>
    private const double StrangersPerSecond = 0.1;

    private const int MostStrangersAtOnce = 20;

    /// <summary>Refusals of known callers, whose keys can be revoked.</summary>
    private const double KnownPerSecond = 1;

    private const int MostKnownAtOnce = 60;

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> queue = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(Queue) { SingleReader = true });
    private readonly Limits.TokenBucket strangers = new(StrangersPerSecond, MostStrangersAtOnce, clock);
    private readonly Limits.TokenBucket known = new(KnownPerSecond, MostKnownAtOnce, clock);
    private readonly List<AuditEntry> own = [];
    private AuditFolder? folder;
    private FileStream? file;
    private string? fileName;
    private long sequence;
    private string lastHash = AuditLine.Beginning;
    private long suppressed;
    private volatile bool isFailing;
    private DiskFault fault;

    /// <summary>What is wrong while the log cannot be written, a sentence that anybody may read; null while it can.</summary>
    public string? Problem => isFailing
        ? $"{(fault == DiskFault.None ? "The silo's audit folder cannot be written: the silo's log says why." : DiskException.ProblemOf(fault))} Without its audit log the silo changes nothing."
        : null;

    /// <summary>
    /// Asks for leave to change something: the one place that decides whether a change may begin, whatever protocol it comes by. The disk is tried,
    /// for one that has become full since the last line is not noticed otherwise.
    /// </summary>
    /// <exception cref="AccessException">What would be done could not be written down.</exception>
    public async ValueTask RequireWritableAsync()
    {
        if (!isFailing && folder is { } writable)
        {
            await Task.Run(() => Probe(writable));
        }

        if (Problem is { } problem)
        {
            throw AccessException.AuditUnavailable(problem);
        }
    }

    /// <summary>Puts an entry into the queue.</summary>
    public ValueTask WriteAsync(AuditEntry entry) => queue.Writer.WriteAsync(entry);

    /// <summary>Writes down an attempt that was refused; of many only the number is, with the next entry, so that nobody fills the disk.</summary>
    public void WriteRefused(HttpContext context, Caller caller, string method, AccessException refusal)
    {
        if (!(caller.IsAuthenticated ? known : strangers).TryTake(1, out _) || !queue.Writer.TryWrite(EntryOf(context, caller, method, refusal.Error.Code, refusal.Error.Reason, new Dictionary<string, string>())))
        {
            Interlocked.Increment(ref suppressed);
        }
    }

    /// <summary>Writes down that a new grid begins beside another's blobs, before anything can be called.</summary>
    public void WriteStartedAnew() => queue.Writer.TryWrite(OwnEntry("BirdGrid:StartAnew"));

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
        if (Volatile.Read(ref suppressed) > 0)
        {
            queue.Writer.TryWrite(OwnEntry("refusals that were not written one by one") with { Suppressed = Interlocked.Exchange(ref suppressed, 0) });
        }

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
        while (await WaitForEntriesAsync())
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

    // A log that cannot be written is tried again, although nothing is to be written: changes are refused until it can.
    private async Task<bool> WaitForEntriesAsync()
    {
        var waiting = queue.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        while (!waiting.IsCompleted && await Task.WhenAny(waiting, Task.Delay(TryAgain, Clock)) != waiting)
        {
            if (isFailing)
            {
                TryRecover();
            }
        }

        return await waiting;
    }

    private void TryRecover()
    {
        try
        {
            Open();
            folder!.Probe();
            isFailing = false;
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private AuditEntry OwnEntry(string method) => new()
    {
        When = Clock.GetUtcNow(),
        Who = "silo",
        Source = "configuration",
        Role = CallerRoleNames.Of(CallerRole.Admin),
        Method = method,
        Outcome = nameof(StatusCode.OK),
        Remote = "silo",
        Request = "none",
    };

    private void Probe(AuditFolder writable)
    {
        try
        {
            writable.Probe();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private void Fail(Exception failure)
    {
        // Whatever it is: what is not written down may not be changed.
        fault = DiskFaults.OfWriting(failure);
        if (!isFailing)
        {
            LogNotWritten(Logger, failure);
        }

        isFailing = true;
    }

    private bool TryWrite(List<AuditEntry> batch)
    {
        try
        {
            Open();
            var (next, hash) = (sequence, lastHash);
            var text = new StringBuilder();
            foreach (var entry in own.Concat(batch))
            {
                (string line, hash) = AuditLine.Write(++next, entry, hash);
                text.Append(line).Append('\n');
            }

            Append(Encoding.UTF8.GetBytes(text.ToString()));
            own.Clear();
            (sequence, lastHash) = (next, hash);
            isFailing = false;
            return true;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
    }

    private void Open()
    {
        if (folder is null)
        {
            folder = AuditFolder.Take(Path.Combine(options.Value.DataDirectory, "audit"));
            (sequence, lastHash, fileName, long cut) = folder.End();
            if (cut > 0)
            {
                LogCut(Logger, cut);
            }
        }

        string today = folder.FileOf(Clock.GetUtcNow(), fileName);
        if (file is null || today != fileName)
        {
            file?.Dispose();
            file = null;
            var own = OwnFiles.Options(FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete);
            own.BufferSize = 0;
            file = new FileStream(today, own);
            file.Position = file.Length;
            fileName = today;
            Trim();
        }
    }

    private void Trim()
    {
        if (options.Value.Security.AuditKeepDays is > 0 and var keep && folder!.Trim(keep, fileName!) is { } last)
        {
            // Whoever verifies what is left finds here what the first line of it follows.
            own.Add(OwnEntry("BirdGrid:Security:AuditKeepDays") with
            {
                Target = new Dictionary<string, string> { ["deleted_through"] = last.Sequence.ToString(CultureInfo.InvariantCulture), ["hash"] = last.Hash },
            });
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
