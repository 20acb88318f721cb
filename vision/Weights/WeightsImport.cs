using System.Security.Cryptography;
using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Weights;

/// <summary>Brings a file of ImageNet weights from elsewhere into the cache, after everything about it has been checked.</summary>
/// <param name="options">Where the cache is.</param>
public sealed class WeightsImport(PretrainedWeightsOptions options)
{
    /// <summary>
    /// Reads a file, compares its keys and shapes with the backbone's network and its SHA-256 with the digits in its name, where it has some, and copies
    /// it. A file of torchvision gets torchvision's name, another one <c>NAME_imagenet1k</c>; an earlier import for the backbone is replaced.
    /// </summary>
    /// <param name="path">A safetensors or <c>.pth</c> file.</param>
    /// <param name="backboneName">The backbone, or null to tell it from the weights.</param>
    /// <returns>What was imported.</returns>
    /// <exception cref="UnknownBackboneException">There is no backbone of the name.</exception>
    /// <exception cref="WeightsFormatException">The file is damaged, holds something other than tensors, fits no backbone, or has numbers that are NaN or infinite.</exception>
    /// <exception cref="WeightsMismatchException">The tensors do not fit the backbone.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public ImportedWeights Import(string path, string? backboneName = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var named = backboneName is null ? null : BackboneRegistry.Find(backboneName);
        ReadOnlyMemory<byte> bytes = default;
        var weights = BoundedBytes.ParseFile(path, file =>
        {
            bytes = file;
            return WeightsFile.Read(file);
        });
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var config = named ?? BackboneGuess.From(weights)
            ?? throw new WeightsFormatException($"{path} fits no backbone by its number of parameters; name one to be told what differs. There are {string.Join(", ", BackboneRegistry.Names)}.");
        CheckPromise(path, config, sha256);
        using (var backbone = BackboneRegistry.Create(config.Name, classCount: 1, seed: 0))
        {
            LoadChecked(path, backbone, weights);
        }

        var published = config.Weights.FirstOrDefault(file => sha256.StartsWith(file.ChecksumPrefix, StringComparison.Ordinal));
        string extension = PthFile.Recognises(bytes.Span) ? ".pth" : ".safetensors";
        string target = Path.Combine(options.CacheDirectory, published?.FileName ?? $"{config.Name}_imagenet1k{extension}");
        Directory.CreateDirectory(options.CacheDirectory);
        AtomicFile.Write(target, stream => stream.Write(bytes.Span));
        if (published is null)
        {
            DropOtherImports(config, target);
        }

        return new ImportedWeights(config, target, sha256, published);
    }

    private static void LoadChecked(string path, Backbone backbone, StateDict weights)
    {
        try
        {
            ModuleWeights.LoadPretrained(backbone, weights);
            FiniteWeights.Require(weights.Tensors);
        }
        catch (WeightsFormatException notFinite)
        {
            throw new WeightsFormatException($"{path}: {notFinite.Message}", notFinite);
        }
    }

    private static void CheckPromise(string path, BackboneConfig config, string sha256)
    {
        string name = Path.GetFileName(path);
        if (WeightsChecksum.PromisedBy(name) is not { } promised || sha256.StartsWith(promised, StringComparison.Ordinal))
        {
            return;
        }

        string expected = config.Weights.FirstOrDefault(file => file.FormerFileName == name)?.ChecksumPrefix ?? promised;
        if (!sha256.StartsWith(expected, StringComparison.Ordinal))
        {
            throw new WeightsFormatException(
                $"{path} has a SHA-256 that begins with {sha256[..expected.Length]}, not with {expected} as its name says: it is damaged, or it is another file; rename it if it is meant.");
        }
    }

    /// <summary>An import in the other format would be found before or after the new one, by chance.</summary>
    private void DropOtherImports(BackboneConfig config, string target)
    {
        foreach (string other in WeightsPlaces.Imported(config).Select(name => Path.Combine(options.CacheDirectory, name)).Where(other => other != target))
        {
            File.Delete(other);
        }
    }
}
