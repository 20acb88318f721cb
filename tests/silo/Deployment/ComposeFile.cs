using YamlDotNet.Serialization;

namespace BirdGrid.Silo.Tests.Deployment;

/// <summary>The part of a compose file that concerns silos.</summary>
internal sealed class ComposeFile
{
    /// <summary>The services by name.</summary>
    [YamlMember(Alias = "services")]
    public Dictionary<string, ComposeService> Services { get; set; } = [];
}
