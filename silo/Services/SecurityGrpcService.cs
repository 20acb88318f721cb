using System.Globalization;
using BirdGrid.Grains;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.Silo.Security.Keys;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.SecurityService.</summary>
internal sealed class SecurityGrpcService(IGrainFactory grains, ApiKeyCache cache, ApiKeyRefresh refresh, AuditLog audit, TimeProvider clock) : SecurityService.SecurityServiceBase
{
    private IApiKeysGrain Keys => grains.GetGrain<IApiKeysGrain>(0);

    /// <inheritdoc/>
    public override async Task<CreateKeyResponse> CreateKey(CreateKeyRequest request, ServerCallContext context)
    {
        // A call that was lost and is repeated adds the same key.
        if (!context.UserState.TryGetValue(typeof(NewApiKey), out object? made))
        {
            context.UserState[typeof(NewApiKey)] = made = NewKey(request, context);
        }

        var (record, secret) = (NewApiKey)made;
        record = await Keys.Add(record);
        await refresh.RefreshAsync(context.CancellationToken);
        return new CreateKeyResponse { Secret = secret, Key = record.ToProto() };
    }

    /// <inheritdoc/>
    public override async Task<ListKeysResponse> ListKeys(ListKeysRequest request, ServerCallContext context)
    {
        var response = new ListKeysResponse();
        response.Keys.AddRange(cache.Configured.Select(k => k.ToProto()));
        response.Keys.AddRange((await Keys.Read(-1)).Keys!.Select(k => k.ToProto()));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ApiKey> RevokeKey(RevokeKeyRequest request, ServerCallContext context)
    {
        var revoked = await Keys.Revoke(request.Id);
        await refresh.RefreshAsync(context.CancellationToken);
        return revoked.ToProto();
    }

    /// <inheritdoc/>
    public override Task<ListAuditResponse> ListAudit(ListAuditRequest request, ServerCallContext context)
    {
        int limit = Paging.LimitOf(request.Limit);
        long before = request.PageToken.Length == 0 ? long.MaxValue : SequenceOf(request.PageToken);
        var response = new ListAuditResponse();
        response.Entries.AddRange(audit.ReadNewest(before).Take(limit).Select(line => line.ToProto()));
        if (response.Entries.Count == limit && response.Entries[^1].Sequence > 1)
        {
            response.NextPageToken = response.Entries[^1].Sequence.ToString(CultureInfo.InvariantCulture);
        }

        return Task.FromResult(response);
    }

    private static long SequenceOf(string pageToken) => long.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
        ? sequence
        : throw new RefusedException("unknown-page-token", "That is no page token of this list; take the one that the page before gave, or none for the newest entries.");

    private NewApiKey NewKey(CreateKeyRequest request, ServerCallContext context)
    {
        var role = request.Role.ToGrain();
        if (role == CallerRole.None)
        {
            throw new RefusedException("role-missing", "A key needs a role: reader, trainer or admin.");
        }

        string name = GridText.Require(request.Name, "The name of a key", "bad-name", GridText.MaximumNameLength);
        var limits = request.Limits?.ToGrain();
        if (limits is { IsValid: false })
        {
            throw new RefusedException("bad-limits", "A limit is 0 (none) or above.");
        }

        var now = clock.GetUtcNow();
        var expires = ExpiryOf(request.Expires);
        if (expires <= now)
        {
            throw new RefusedException("bad-expiry", "The key would have expired already: name a time to come, or none.");
        }

        var secret = ApiKeySecret.New();
        var record = new ApiKeyRecord
        {
            Id = secret.Id,
            Name = name,
            Role = role,
            Sha256 = secret.Hash(),
            Created = now,
            CreatedBy = context.Who(string.Empty),
            Expires = expires,
            Limits = limits,
        };
        return new NewApiKey(record, secret.Key);
    }

    private static DateTimeOffset? ExpiryOf(Timestamp? expires)
    {
        try
        {
            return expires?.ToDateTimeOffset();
        }
        catch (Exception outside) when (outside is InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new RefusedException("bad-expiry", "The time of expiry is none that a calendar has.");
        }
    }

    private sealed record NewApiKey(ApiKeyRecord Record, string Secret);
}
