using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Tests.Support;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Every call of a running silo, made by every kind of caller: let through where the table says so, refused everywhere else.</summary>
public sealed class RoleTableTests(SecuredSilo silo) : IClassFixture<SecuredSilo>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_call_is_in_the_table() =>
        Assert.Empty(silo.Methods.Select(m => m.FullName).Except(RpcRoles.All.Keys));

    [Fact]
    public void The_silo_has_calls_of_every_role() =>
        Assert.Equal(Enum.GetValues<CallerRole>().Order(), silo.Methods.Select(m => RpcRoles.All[m.FullName].Role).Distinct().Order());

    // Judged by their names, not by the table: a call that is not plainly a look is for trainers at least.
    [Fact]
    public void Readers_only_look()
    {
        string[] looks = ["List", "Get", "GetHistory", "GetVersion", "GetStatus", "GetTraffic", "Watch", "Compare", "Classify", "ClassifyStream", "ServerLive", "ServerReady", "ServerMetadata", "ModelReady", "ModelMetadata", "ModelInfer", "ModelStreamInfer", "ModelConfig", "ModelStatistics", "RepositoryIndex"];
        var readers = RpcRoles.All.Where(r => r.Value.Role == CallerRole.Reader).Select(r => r.Key);

        Assert.All(readers, method => Assert.Contains(method[(method.LastIndexOf('/') + 1)..], looks));
        Assert.All(RpcRoles.All.Where(r => r.Value.Role == CallerRole.None), r => Assert.StartsWith("/grpc.", r.Key, StringComparison.Ordinal));
        Assert.All(RpcRoles.All.Where(r => r.Key.StartsWith("/birdgrid.v1.SecurityService/", StringComparison.Ordinal)), r => Assert.Equal(CallerRole.Admin, r.Value.Role));
    }

    [Theory]
    [InlineData("anonymous", CallerRole.None, "credentials-missing")]
    [InlineData("reader", CallerRole.Reader, "role-missing-for-call")]
    [InlineData("trainer", CallerRole.Trainer, "role-missing-for-call")]
    [InlineData("admin", CallerRole.Admin, "")]
    [InlineData("revoked", CallerRole.None, "key-revoked")]
    [InlineData("expired", CallerRole.None, "key-expired")]
    [InlineData("garbage", CallerRole.None, "key-unknown")]
    public async Task A_caller_is_refused_exactly_where_its_role_is_missing(string caller, CallerRole role, string reason)
    {
        var code = reason == "role-missing-for-call" ? StatusCode.PermissionDenied : StatusCode.Unauthenticated;
        Assert.NotEmpty(silo.Methods);
        foreach (var method in silo.Methods)
        {
            var failure = await RawCalls.CallAsync(silo.Channel, method, [], silo.HeadersOf(caller), Token);

            if (RpcRoles.All[method.FullName].Role <= role)
            {
                Assert.False(failure?.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied, $"{method.FullName} refused {caller}: {failure}");
                Assert.False(failure?.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.Unavailable, $"{method.FullName} failed for {caller}: {failure}");
            }
            else
            {
                Assert.True(failure is not null, $"{method.FullName} let {caller} through");
                Assert.Equal((method.FullName, code, reason), (method.FullName, failure.StatusCode, failure.Trailers.GetValue("birdgrid-reason")));
            }
        }
    }

    [Theory]
    [InlineData("/birdgrid.v1.NoService/Get")]
    [InlineData("/birdgrid.v1.ModelService/Erase")]
    public async Task What_there_is_not_is_told_only_to_those_who_may_call(string path)
    {
        string[] parts = path.Split('/');
        var method = new Method<byte[], byte[]>(MethodType.Unary, parts[1], parts[2], Marshallers.Create<byte[]>(m => m, m => m), Marshallers.Create<byte[]>(m => m, m => m));

        Assert.Equal(StatusCode.Unauthenticated, (await RawCalls.CallAsync(silo.Channel, method, [], silo.HeadersOf("anonymous"), Token))!.StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await RawCalls.CallAsync(silo.Channel, method, [], silo.HeadersOf("reader"), Token))!.StatusCode);
    }
}
