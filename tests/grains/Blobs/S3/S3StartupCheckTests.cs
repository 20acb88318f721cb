using BirdGrid.Grains.Blobs;
using BirdGrid.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Tests.Blobs;

/// <summary>A host whose bucket cannot be used does not start, and says what to do.</summary>
public sealed class S3StartupCheckTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    private readonly S3Fixture _s3 = new(server);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _s3.Dispose();

    [Fact]
    public async Task A_host_with_a_bucket_starts_and_has_a_store()
    {
        using var host = HostWith(_ => { });

        await host.StartAsync(Cancellation);
        var blob = await host.Services.GetRequiredService<IBlobStore>().PutAsync("abc"u8.ToArray(), Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Contains(blob.Sha256, _s3.StoredHashes());
    }

    [Theory]
    [InlineData("Bucket", "no-such-bucket", "The bucket 'no-such-bucket' does not exist")]
    [InlineData("AccessKey", "nobody", "refuses the credentials (InvalidAccessKeyId): check BirdGrid:Blobs:S3:AccessKey")]
    [InlineData("Endpoint", "http://127.0.0.1:1", "http://127.0.0.1:1 does not answer")]
    public async Task What_keeps_the_bucket_from_being_used_is_named(string setting, string value, string expected)
    {
        using var host = HostWith(options =>
        {
            options.MaximumAttempts = 1;
            typeof(S3BlobStoreOptions).GetProperty(setting)!.SetValue(options, value);
        });

        var error = await Assert.ThrowsAsync<BlobStoreException>(() => host.StartAsync(Cancellation));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("Bucket", "", "Bucket is missing")]
    [InlineData("Endpoint", "minio:9000", "which is no address")]
    [InlineData("SecretKey", "", "AccessKey and SecretKey is missing")]
    [InlineData("Prefix", "/grid", "without a slash")]
    [InlineData("PartMiB", 4, "PartMiB")]
    [InlineData("MultipartThresholdMiB", 6000, "MultipartThresholdMiB")]
    [InlineData("MaximumAttempts", 0, "MaximumAttempts")]
    public async Task Settings_that_cannot_be_meant_are_refused(string setting, object value, string expected)
    {
        using var host = HostWith(options => typeof(S3BlobStoreOptions).GetProperty(setting)!.SetValue(options, value));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_refused()
    {
        var validator = new BlobCacheOptionsValidator();

        Assert.Contains("/proc/cache", validator.Validate(null, new BlobCacheOptions { Directory = "/proc/cache" }).FailureMessage, StringComparison.Ordinal);
        Assert.Contains("Directory is missing", validator.Validate(null, new BlobCacheOptions()).FailureMessage, StringComparison.Ordinal);
    }

    private IHost HostWith(Action<S3BlobStoreOptions> change)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddS3BlobStore(
            bucket => bucket.Configure(options =>
            {
                var good = _s3.Settings();
                foreach (var property in typeof(S3BlobStoreOptions).GetProperties())
                {
                    property.SetValue(options, property.GetValue(good));
                }

                change(options);
            }),
            cache => cache.Configure(options => options.Directory = _s3.CacheFolder("cache")));
        return builder.Build();
    }
}
