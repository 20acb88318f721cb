extern alias client;

using BirdGrid.Client;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Hosting;
using client::BirdGrid.V1;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>A silo that asks callers who they are, with a key for every kind of caller.</summary>
public sealed class SecuredSilo : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-secured-").FullName;
    private readonly Dictionary<string, string> keys = [];

    /// <summary>The silo.</summary>
    public RunningSilo Silo { get; private set; } = null!;

    /// <summary>A channel without credentials.</summary>
    public GrpcChannel Channel { get; private set; } = null!;

    /// <summary>The admin's client.</summary>
    public BirdGridClient Admin { get; private set; } = null!;

    /// <summary>The silo's data directory.</summary>
    public string DataDirectory => data;

    /// <summary>Every gRPC method that the silo answers.</summary>
    public IReadOnlyList<IMethod> Methods =>
    [
        .. Silo.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(e => e.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method)
            .OfType<IMethod>()
            .DistinctBy(m => m.FullName)
            .OrderBy(m => m.FullName, StringComparer.Ordinal),
    ];

    /// <summary>Settings that let a new key in.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="name">Its name.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="key">The key.</param>
    public static string[] KeySettings(int index, string name, string role, out string key)
    {
        var secret = ApiKeySecret.New();
        key = secret.Key;
        string section = $"BirdGrid:Security:ApiKeys:{index}";
        return [$"{section}:Name={name}", $"{section}:Role={role}", $"{section}:Hash={Convert.ToHexStringLower(secret.Hash())}"];
    }

    /// <summary>The key of a caller: reader, trainer, admin, expired, revoked or garbage.</summary>
    public string KeyOf(string caller) => keys[caller];

    /// <summary>Headers of a caller; none for anonymous.</summary>
    public Metadata HeadersOf(string caller) => caller == "anonymous" ? [] : new Metadata { { "x-api-key", keys[caller] } };

    /// <summary>A client with a key.</summary>
    public BirdGridClient ClientOf(string key) => new(new BirdGridClientOptions { Address = Silo.Url, ApiKey = key, Attempts = 1 });

    public async ValueTask InitializeAsync()
    {
        var settings = new List<string>();
        foreach (string role in (string[])["reader", "trainer", "admin"])
        {
            settings.AddRange(KeySettings(keys.Count, role, role, out string key));
            keys[role] = key;
        }

        settings.AddRange(KeySettings(keys.Count, "late", "admin", out string late));
        settings.Add($"BirdGrid:Security:ApiKeys:{keys.Count}:Expires=2020-01-01T00:00:00Z");
        keys["expired"] = late;
        keys["garbage"] = ApiKeySecret.New().Key;

        Silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Settings = settings }, CancellationToken.None);
        Channel = GrpcChannel.ForAddress(Silo.Url);
        Admin = ClientOf(keys["admin"]);
        var made = await Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "gone", Role = Role.Admin });
        await Admin.Security.RevokeKeyAsync(made.Key.Id);
        keys["revoked"] = made.Secret;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Channel.Dispose();
        await Silo.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }
}
