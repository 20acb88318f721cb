extern alias client;

using BirdGrid.Client;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Keys of the grid's own store, from making to revocation.</summary>
public sealed class ApiKeysTests(SecuredSilo silo) : IClassFixture<SecuredSilo>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_good_from_the_answer_on_until_it_is_revoked()
    {
        var made = await silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "camera", Role = Role.Reader }, Token);
        using var camera = silo.ClientOf(made.Secret);
        await camera.GetStatusAsync(Token);

        await silo.Admin.Security.RevokeKeyAsync(made.Key.Id, Token);

        var refused = await Assert.ThrowsAsync<BirdGridException>(() => camera.GetStatusAsync(Token));
        Assert.Equal((StatusCode.Unauthenticated, "key-revoked"), (refused.Status, refused.Reason));
        Assert.NotNull((await silo.Admin.Security.ListKeysAsync(Token)).Single(k => k.Id == made.Key.Id).Revoked);
    }

    [Fact]
    public async Task A_stream_that_a_key_began_ends_with_the_key()
    {
        var made = await silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "stream", Role = Role.Reader }, Token);
        using var call = new ClassificationService.ClassificationServiceClient(silo.Channel).ClassifyStream(new Metadata { { "x-api-key", made.Secret } }, cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ClassifyRequest { Model = "nothing" }, Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));

        await silo.Admin.Security.RevokeKeyAsync(made.Key.Id, Token);
        await call.RequestStream.WriteAsync(new ClassifyRequest { Model = "nothing" }, Token);

        var ended = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));
        Assert.Equal((StatusCode.Unauthenticated, "key-revoked"), (ended.StatusCode, ended.Trailers.GetValue("birdgrid-reason")));
    }

    [Fact]
    public async Task A_key_may_be_sent_as_a_bearer_token()
    {
        var service = new GridService.GridServiceClient(silo.Channel);
        var status = await service.GetStatusAsync(new GetStatusRequest(), new Metadata { { "authorization", $"Bearer {silo.KeyOf("reader")}" } }, cancellationToken: Token);
        Assert.NotEmpty(status.Silos);
    }

    [Theory]
    [InlineData("x-api-key", "")]
    [InlineData("x-api-key", "bg_0123456789ab_short")]
    [InlineData("authorization", "Basic YWRtaW46YWRtaW4=")]
    [InlineData("authorization", "Bearer")]
    [InlineData("authorization", "Bearer eyJhbGciOiJub25lIn0.e30.")]
    public async Task What_is_no_key_is_refused(string header, string value)
    {
        var service = new GridService.GridServiceClient(silo.Channel);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await service.GetStatusAsync(new GetStatusRequest(), new Metadata { { header, value } }, cancellationToken: Token));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task Nothing_tells_a_wrong_secret_from_a_wrong_id()
    {
        string known = silo.KeyOf("reader");
        string[] tries = [known[..^1] + (known[^1] == 'A' ? 'B' : 'A'), "bg_000000000000" + known[15..], silo.KeyOf("garbage")];
        var answers = new List<string>();
        foreach (string key in tries)
        {
            using var client = silo.ClientOf(key);
            var refused = await Assert.ThrowsAsync<BirdGridException>(() => client.GetStatusAsync(Token));
            answers.Add($"{refused.Status} {refused.Reason} {refused.Message}");
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Names_of_valid_keys_differ()
    {
        var request = new CreateKeyRequest { Name = "twin", Role = Role.Reader };
        await silo.Admin.Security.CreateKeyAsync(request, Token);
        var refused = await Assert.ThrowsAsync<BirdGridException>(() => silo.Admin.Security.CreateKeyAsync(request, Token));
        Assert.Equal("key-name-taken", refused.Reason);
    }

    [Fact]
    public async Task A_request_for_a_key_is_checked()
    {
        await Refused("role-missing", new CreateKeyRequest { Name = "a" });
        await Refused("bad-name", new CreateKeyRequest { Role = Role.Reader });
        await Refused("bad-name", new CreateKeyRequest { Name = "a\nb", Role = Role.Reader });
        await Refused("bad-name", new CreateKeyRequest { Name = "a\u202eb", Role = Role.Reader });
        await Refused("bad-expiry", new CreateKeyRequest { Name = "a", Role = Role.Reader, Expires = new Timestamp { Seconds = 1 } });
        await Refused("bad-expiry", new CreateKeyRequest { Name = "a", Role = Role.Reader, Expires = new Timestamp { Seconds = long.MaxValue } });
        await Refused("bad-limits", new CreateKeyRequest { Name = "a", Role = Role.Reader, Limits = new CallerLimits { RequestsPerSecond = double.NaN } });
        await Refused("bad-limits", new CreateKeyRequest { Name = "a", Role = Role.Reader, Limits = new CallerLimits { PhotosPerDay = -1 } });
    }

    [Fact]
    public async Task The_list_shows_no_secret_and_who_made_a_key()
    {
        var made = await silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "listed", Role = Role.Trainer }, Token);
        var keys = await silo.Admin.Security.ListKeysAsync(Token);

        Assert.Equal(("listed", Role.Trainer, "admin"), keys.Where(k => k.Id == made.Key.Id).Select(k => (k.Name, k.Role, k.CreatedBy)).Single());
        Assert.Contains(keys, k => k is { Configured: true, Name: "reader" });
        Assert.DoesNotContain(keys, k => k.ToString().Contains(made.Secret[16..], StringComparison.Ordinal));
    }

    private async Task Refused(string reason, CreateKeyRequest request)
    {
        var refused = await Assert.ThrowsAsync<BirdGridException>(() => silo.Admin.Security.CreateKeyAsync(request, Token));
        Assert.Equal((StatusCode.InvalidArgument, reason), (refused.Status, refused.Reason));
    }
}
