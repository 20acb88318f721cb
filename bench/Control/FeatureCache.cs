using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace BirdGrid.Bench.Control;

/// <summary>
/// Pooled features of rendered images on disk, by the SHA-256 of the images' bytes: an image that two arms share is computed once, and a run
/// that was interrupted goes on. One file holds the images that were missing at one time: their hashes, then their feature rows.
/// </summary>
internal sealed class FeatureCache
{
    private const int HashBytes = 32;

    private readonly Dictionary<string, ReadOnlyMemory<float>> rows = new(StringComparer.Ordinal);
    private readonly string folder;
    private readonly int width;

    /// <summary>Opens a folder; made where it is missing.</summary>
    /// <param name="folder">A folder of features of one network and one image size.</param>
    /// <param name="width">Floats a row.</param>
    public FeatureCache(string folder, int width)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        this.width = width;
        foreach (string file in Directory.EnumerateFiles(folder, "*.features"))
        {
            Read(file);
        }
    }

    /// <summary>Images whose features are known.</summary>
    public int Count => rows.Count;

    /// <summary>Whether an image's features are known.</summary>
    public bool Knows(string hash) => rows.ContainsKey(hash);

    /// <summary>The features of an image that is known.</summary>
    public ReadOnlySpan<float> Find(string hash) => rows[hash].Span;

    /// <summary>Keeps features.</summary>
    /// <param name="hashes">The images.</param>
    /// <param name="featureRows">Float [images, width], row-major.</param>
    public void Add(IReadOnlyList<string> hashes, float[] featureRows)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData([.. hashes.SelectMany(Convert.FromHexString)]));
        string file = Path.Combine(folder, $"{name}.features");
        string partial = $"{file}.part";
        using (var stream = File.Create(partial))
        {
            foreach (string hash in hashes)
            {
                stream.Write(Convert.FromHexString(hash));
            }

            stream.Write(MemoryMarshal.AsBytes(featureRows.AsSpan()));
        }

        File.Move(partial, file, overwrite: true);
        Keep(hashes, featureRows);
    }

    private void Read(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        int count = content.Length / (HashBytes + (width * sizeof(float)));
        float[] featureRows = MemoryMarshal.Cast<byte, float>(content.AsSpan(count * HashBytes)).ToArray();
        Keep([.. Enumerable.Range(0, count).Select(i => Convert.ToHexStringLower(content.AsSpan(i * HashBytes, HashBytes)))], featureRows);
    }

    private void Keep(IReadOnlyList<string> hashes, float[] featureRows)
    {
        for (int i = 0; i < hashes.Count; i++)
        {
            rows[hashes[i]] = featureRows.AsMemory(i * width, width);
        }
    }
}
