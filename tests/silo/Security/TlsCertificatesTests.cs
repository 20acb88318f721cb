using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>A certificate that is renewed on disk is used for the next connections.</summary>
public sealed class TlsCertificatesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("birdgrid-renew-").FullName;
    private readonly FakeTimeProvider clock = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_changed_file_is_read_again_and_a_broken_one_is_not_taken()
    {
        var authority = new TestCertificates(folder, "authority");
        string pem = Path.Combine(folder, "both.pem");
        WriteBoth(authority, "first", pem, age: 30);
        var certificates = new TlsCertificates(new TlsOptions { Certificate = pem }, clock, NullLogger<TlsCertificates>.Instance);
        Assert.Equal("CN=first", SubjectOf(certificates));

        WriteBoth(authority, "second", pem, age: 20);
        Assert.Equal("CN=first", SubjectOf(certificates));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=second", SubjectOf(certificates));

        File.WriteAllText(pem, "half a cert");
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=second", SubjectOf(certificates));

        WriteBoth(authority, "third", pem, age: 10);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=third", SubjectOf(certificates));
    }

    private static string SubjectOf(TlsCertificates certificates) =>
        certificates.ServerOptions(HttpProtocols.Http2).ServerCertificateContext!.TargetCertificate.Subject;

    private static void WriteBoth(TestCertificates authority, string name, string pem, int age)
    {
        var (certificate, key) = authority.Server(name);
        File.WriteAllText(pem, File.ReadAllText(certificate) + "\n" + File.ReadAllText(key));
        File.SetLastWriteTimeUtc(pem, DateTime.UtcNow.AddMinutes(-age));
    }
}
