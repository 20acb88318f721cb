using System.Reflection;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Devices;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using Microsoft.Extensions.Configuration;

namespace BirdGrid.Silo.Tests.Deployment;

/// <summary>Checks that a silo would understand the environment that a deployment file gives it.</summary>
internal static class DeployedSettings
{
    private const string Prefix = "BirdGrid__";

    private static readonly Dictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [GridExtensions.DeviceSection] = typeof(DeviceOptions),
        [S3BlobStoreOptions.Section] = typeof(S3BlobStoreOptions),
        [BlobCacheOptions.Section] = typeof(BlobCacheOptions),
        [SiloOptions.Section] = typeof(SiloOptions),
    };

    /// <summary>Asserts that every BirdGrid variable is a setting that exists, and that together they are accepted.</summary>
    /// <param name="environment">Name and value of every variable.</param>
    /// <param name="arguments">What the silo's program is started with, <c>serve</c> first.</param>
    public static SiloOptions Accept(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        var settings = environment.Where(e => e.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Key.Replace("__", ":", StringComparison.Ordinal), e => (string?)e.Value);
        Assert.All(settings.Keys, key => Assert.True(Exists(key), $"{key} is no setting of a silo."));

        Assert.Equal("serve", arguments[0]);
        for (int i = 1; i < arguments.Count; i += 2)
        {
            Assert.Contains(arguments[i], new[] { "--role", "--url", "--device" });
            settings[arguments[i] switch { "--role" => "BirdGrid:Role", "--url" => "BirdGrid:Url", _ => "BirdGrid:Device:Device" }] = arguments[i + 1];
        }

        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(SiloOptions.Section).Get<SiloOptions>()!;
        var result = new SiloOptionsValidator().Validate(null, options);
        Assert.True(result.Succeeded, string.Join(" ", result.Failures ?? []));
        return options;
    }

    private static bool Exists(string key)
    {
        var (section, type) = Sections.First(s => key.StartsWith(s.Key + ":", StringComparison.OrdinalIgnoreCase));
        foreach (string word in key[(section.Length + 1)..].Split(':'))
        {
            var property = type.GetProperty(word, BindingFlags.Public | BindingFlags.Instance);
            if (property is null)
            {
                return false;
            }

            type = property.PropertyType;
        }

        return true;
    }
}
