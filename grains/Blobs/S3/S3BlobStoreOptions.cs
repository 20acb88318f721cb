using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Blobs;

/// <summary>Which bucket of which S3-compatible storage holds the blobs, and how it is talked to.</summary>
public sealed class S3BlobStoreOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Blobs:S3";

    /// <summary>The bucket. It must exist: it is not created, because its region, encryption and rights are its owner's decision. Required.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>Address of an S3-compatible server, for example http://minio:9000. Empty: AWS, in <see cref="Region"/>.</summary>
    /// <value>Default empty.</value>
    public string Endpoint { get; set; } = "";

    /// <summary>The bucket's region; also what requests to an <see cref="Endpoint"/> are signed for.</summary>
    /// <value>Default us-east-1.</value>
    [Required]
    public string Region { get; set; } = "us-east-1";

    /// <summary>What the keys begin with, without a slash at either end: PREFIX/ab/abcdef... Empty: ab/abcdef...</summary>
    /// <value>Default empty.</value>
    public string Prefix { get; set; } = "";

    /// <summary>Access key. Empty, with <see cref="SecretKey"/>: the AWS SDK's own chain (environment, profile, role of the machine or pod).</summary>
    /// <value>Default empty.</value>
    public string AccessKey { get; set; } = "";

    /// <summary>Secret key; give it by environment (BIRDGRID__BLOBS__S3__SECRETKEY), not on a command line.</summary>
    /// <value>Default empty.</value>
    public string SecretKey { get; set; } = "";

    /// <summary>Whether the bucket is in the path of an address (http://minio:9000/bucket) instead of in its host name; most servers besides AWS want it.</summary>
    /// <value>Default true.</value>
    public bool PathStyle { get; set; } = true;

    /// <summary>Blobs from this many MiB on are uploaded in parts. S3 takes up to 5 GiB in one.</summary>
    /// <value>Default 32.</value>
    [Range(5, 5 << 10)]
    public int MultipartThresholdMiB { get; set; } = 32;

    /// <summary>MiB of a part; larger where a blob would have more than the 10,000 parts that S3 allows.</summary>
    /// <value>Default 16.</value>
    [Range(5, 512)]
    public int PartMiB { get; set; } = 16;

    /// <summary>Parts of a blob that are uploaded at the same time, each through a buffer of <see cref="PartMiB"/>.</summary>
    /// <value>Default 4.</value>
    [Range(1, 32)]
    public int ParallelParts { get; set; } = 4;

    /// <summary>How often a request is sent before it has failed, and how often a download that is cut goes on, with growing pauses (at most 20 s).</summary>
    /// <value>Default 5.</value>
    [Range(1, 20)]
    public int MaximumAttempts { get; set; } = 5;

    /// <summary>Seconds that a connection may take to open.</summary>
    /// <value>Default 10.</value>
    [Range(1, 600)]
    public int ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds that the upload of a part (or of a blob below the threshold) may take, and that a download may be silent.</summary>
    /// <value>Default 100.</value>
    [Range(1, 3600)]
    public int RequestTimeoutSeconds { get; set; } = 100;
}
