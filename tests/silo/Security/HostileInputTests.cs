extern alias client;

using System.IO.Compression;
using BirdGrid.Silo.Tests.Support;
using BirdGrid.TestSupport;
using client::BirdGrid.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Requests that no client of ours would make: each is answered with what was wrong, by a silo that lives on.</summary>
[Collection(ProcessWide.Name)]
public sealed class HostileInputTests(SecuredSilo silo) : IClassFixture<SecuredSilo>
{
    private const int Seeds = 60;

    // Calls that go on until their caller goes.
    private static readonly string[] Endless = ["/grpc.health.v1.Health/Watch", "/birdgrid.v1.ServingService/Watch"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IEnumerable<IMethod> Methods => silo.Methods.Where(m => !Endless.Contains(m.FullName));

    [Fact]
    public async Task Random_bytes_are_never_an_error_of_the_silo()
    {
        using var raw = new RawHttp2(silo.Silo.Url);
        foreach (var method in Methods)
        {
            for (int seed = 0; seed < Seeds; seed++)
            {
                byte[] body = Body(new Random(seed));
                RequireBlamesCaller($"{method.FullName}, seed {seed}", await raw.CallAsync(method.FullName, body, silo.KeyOf("admin"), seed % 5 == 0 ? "gzip" : null, Token));
            }
        }

        await RequireAliveAsync();
    }

    [Theory]
    [InlineData("a length that is not kept", 0, 1000u, 10)]
    [InlineData("a length beyond every limit", 0, uint.MaxValue, 10)]
    [InlineData("a length just above the limit", 0, (64u << 20) + (1u << 20) + 1, 10)]
    [InlineData("a flag that there is not", 7, 10u, 10)]
    [InlineData("compressed, without saying how", 1, 10u, 10)]
    [InlineData("bytes behind the message", 0, 2u, 10)]
    public async Task A_frame_that_lies_is_refused(string what, byte flags, uint length, int bytes)
    {
        using var raw = new RawHttp2(silo.Silo.Url);
        foreach (var method in Methods)
        {
            byte[] body = RawHttp2.Frame(new byte[bytes], flags, length);
            RequireBlamesCaller($"{method.FullName}: {what}", await raw.CallAsync(method.FullName, body, silo.KeyOf("admin"), null, Token));
        }

        await RequireAliveAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_body_that_ends_in_the_prefix_is_refused(int bytes)
    {
        using var raw = new RawHttp2(silo.Silo.Url);
        foreach (var method in Methods)
        {
            RequireBlamesCaller($"{method.FullName}: {bytes} bytes", await raw.CallAsync(method.FullName, new byte[bytes], silo.KeyOf("admin"), null, Token));
        }

        await RequireAliveAsync();
    }

    [Fact]
    public async Task A_message_that_unpacks_to_gigabytes_is_not_unpacked()
    {
        byte[] packed = Gzip(1L << 30);
        Assert.True(packed.Length < 2 << 20, $"The bomb has {packed.Length} bytes.");
        using var raw = new RawHttp2(silo.Silo.Url);
        long before = GC.GetTotalAllocatedBytes();

        foreach (string path in (string[])["/birdgrid.v1.ClassificationService/Classify", "/birdgrid.v1.ClassificationService/ClassifyStream", "/birdgrid.v1.ModelService/GetHistory"])
        {
            // A photo is unpacked as far as a message may reach, 65 MiB; a small call's message no further than 4 KiB.
            var (status, message, _) = await raw.CallAsync(path, RawHttp2.Frame(packed, flags: 1), silo.KeyOf("reader"), "gzip", Token);
            Assert.True((StatusCode)status is StatusCode.ResourceExhausted or StatusCode.InvalidArgument or StatusCode.Unimplemented, $"{path}: {(StatusCode)status} {message}");
        }

        Assert.True(GC.GetTotalAllocatedBytes() - before < 256 << 20, "The bomb was unpacked.");
        await RequireAliveAsync();
    }

    [Fact]
    public async Task A_message_above_the_limit_is_refused()
    {
        using var raw = new RawHttp2(silo.Silo.Url);
        byte[] body = RawHttp2.Frame(new byte[(65 << 20) + 1]);
        Assert.Equal((int)StatusCode.ResourceExhausted, (await raw.CallAsync("/birdgrid.v1.ClassificationService/Classify", body, silo.KeyOf("reader"), null, Token)).Status);
        await RequireAliveAsync();
    }

    [Fact]
    public async Task No_text_of_any_request_upsets_the_silo()
    {
        string[] texts = ["a\0b", new string('x', 100_000), new string('x', 60_000), "\u202e\ud83d\udc26%s%n{0}[red]", "../../etc/passwd", "-1", "'; drop table state;--"];
        int tried = 0;
        foreach (var method in Methods)
        {
            var request = DescriptorOf(method).InputType;
            foreach (var path in TextFields(request, []))
            {
                foreach (string text in texts)
                {
                    byte[] message = With(request, path, text).ToByteArray();
                    var failure = await RawCalls.CallAsync(silo.Channel, method, message, silo.HeadersOf("admin"), Token);
                    string what = $"{method.FullName} {string.Join('.', path.Select(f => f.Name))} {text[..Math.Min(20, text.Length)]}";
                    if (failure is not null)
                    {
                        RequireBlamesCaller(what, ((int)failure.StatusCode, failure.Status.Detail, failure.Trailers.GetValue("birdgrid-reason") ?? string.Empty));
                    }

                    Assert.False(failure is null && text.Contains('\0', StringComparison.Ordinal), $"{what} was let through.");
                    tried++;
                }
            }
        }

        Assert.True(tried > 200, $"Only {tried} texts were tried.");
        await RequireAliveAsync();
    }

    [Fact]
    public async Task Headers_of_a_key_are_not_echoed_and_oddities_refused()
    {
        using var raw = new RawHttp2(silo.Silo.Url);
        foreach (string key in (string[])["bg_", new string('k', 10_000), "bg_0123456789ab_" + new string('\u00e9', 43), "' or 1=1"])
        {
            var (status, message, reason) = await raw.CallAsync("/birdgrid.v1.GridService/GetStatus", RawHttp2.Frame([]), Uri.EscapeDataString(key), null, Token);
            Assert.Equal(((int)StatusCode.Unauthenticated, "key-unknown"), (status, reason));
            Assert.DoesNotContain(key, message, StringComparison.Ordinal);
        }

        await RequireAliveAsync();
    }

    [Fact]
    public async Task Damaged_photos_and_bombs_are_left_out_of_an_import()
    {
        string[] files = Directory.GetFiles(SharedData.Require("bad", "synthetic"));
        using var call = new DatasetService.DatasetServiceClient(silo.Channel).Import(silo.HeadersOf("trainer"), cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { Dataset = "bad" } }, Token);
        foreach (string file in files.OrderBy(f => f, StringComparer.Ordinal))
        {
            byte[] photo = await File.ReadAllBytesAsync(file, Token);
            if (photo.Length > 0)
            {
                await call.RequestStream.WriteAsync(new ImportRequest { Photo = new PhotoHeader { Label = file.Contains("ok_", StringComparison.Ordinal) && file.Contains("parrot", StringComparison.Ordinal) ? "parrot" : "other", FileName = Path.GetFileName(file), Length = photo.Length } }, Token);
                foreach (byte[] chunk in photo.Chunk(1 << 20))
                {
                    await call.RequestStream.WriteAsync(new ImportRequest { Chunk = ByteString.CopyFrom(chunk) }, Token);
                }
            }
        }

        await call.RequestStream.CompleteAsync();
        DatasetVersion? version = null;
        while (await call.ResponseStream.MoveNext(Token))
        {
            version = call.ResponseStream.Current.Version ?? version;
        }

        Assert.NotNull(version);
        Assert.All(version.Audit.Rejected.Where(r => r.FileName.StartsWith("ok", StringComparison.Ordinal) && !r.FileName.EndsWith(".gif", StringComparison.Ordinal)), r => Assert.Fail($"{r.FileName}: {r.Reason}"));
        Assert.Superset(new HashSet<string>(files.Select(f => Path.GetFileName(f)).Where(f => f.StartsWith("bomb", StringComparison.Ordinal) || f.StartsWith("header", StringComparison.Ordinal))), version.Audit.Rejected.Select(r => r.FileName).ToHashSet());
        Assert.All(version.Audit.Rejected, r => RequireBlamesCaller(r.FileName, ((int)StatusCode.InvalidArgument, r.Reason, string.Empty)));
        await RequireAliveAsync();
    }

    private static void RequireBlamesCaller(string what, (int Status, string Message, string Reason) answer)
    {
        var status = (StatusCode)answer.Status;
        Assert.True(answer.Status >= 0, $"{what}: no status.");
        Assert.False(status is StatusCode.Internal or StatusCode.Unknown or StatusCode.Unavailable or StatusCode.DataLoss, $"{what}: {status} {answer.Message}");
        Assert.True(answer.Message.Length <= 1100, $"{what}: a message of {answer.Message.Length} characters.");
        foreach (string leak in (string[])["   at ", "Exception", "/tmp/", "/work/", "/home/", ".cs:"])
        {
            Assert.False(answer.Message.Contains(leak, StringComparison.Ordinal), $"{what}: {answer.Message}");
        }
    }

    private static byte[] Body(Random random)
    {
        byte[] message = new byte[random.Next(0, 300)];
        random.NextBytes(message);
        return random.Next(4) switch
        {
            0 => message,
            1 => RawHttp2.Frame(message, flags: (byte)random.Next(3)),
            2 => RawHttp2.Frame(message, length: (uint)random.Next(0, 600)),

            // Well-formed tags with lengths that reach beyond the message, and groups without an end.
            _ => RawHttp2.Frame([.. Enumerable.Range(1, random.Next(1, 20)).SelectMany(n => new byte[] { (byte)((n << 3) | random.Next(6)), (byte)random.Next(256) })]),
        };
    }

    private static byte[] Gzip(long zeros)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            // A photo of a gigabyte: zeros alone are no message.
            gzip.Write([0x12, 0x80, 0x80, 0x80, 0x80, 0x04]);
            byte[] block = new byte[1 << 20];
            for (long written = 0; written < zeros; written += block.Length)
            {
                gzip.Write(block);
            }
        }

        return packed.ToArray();
    }

    private static MethodDescriptor DescriptorOf(IMethod method) => Contracts.Services.Single(s => s.FullName == method.ServiceName).FindMethodByName(method.Name)!;

    private static IEnumerable<FieldDescriptor[]> TextFields(MessageDescriptor message, FieldDescriptor[] before)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (field is { IsMap: false, FieldType: FieldType.String })
            {
                yield return [.. before, field];
            }
            else if (field is { IsMap: false, IsRepeated: false, FieldType: FieldType.Message } && before.Length < 4)
            {
                foreach (var path in TextFields(field.MessageType, [.. before, field]))
                {
                    yield return path;
                }
            }
        }
    }

    private static IMessage With(MessageDescriptor type, ReadOnlySpan<FieldDescriptor> path, string text)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        object value = path.Length == 1 ? text : With(path[0].MessageType, path[1..], text);
        if (path[0].IsRepeated)
        {
            ((System.Collections.IList)path[0].Accessor.GetValue(message)).Add(value);
        }
        else
        {
            path[0].Accessor.SetValue(message, value);
        }

        return message;
    }

    private async Task RequireAliveAsync()
    {
        Assert.NotEmpty((await silo.Admin.GetStatusAsync(Token)).Silos);
    }
}
