using YamlDotNet.Serialization;

namespace BirdGrid.Silo.Tests.Deployment;

/// <summary>A service of a compose file.</summary>
internal sealed class ComposeService
{
    /// <summary>What is started.</summary>
    [YamlMember(Alias = "command")]
    public List<string> Command { get; set; } = [];

    /// <summary>Variables.</summary>
    [YamlMember(Alias = "environment")]
    public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>Volumes, <c>name:path</c>.</summary>
    [YamlMember(Alias = "volumes")]
    public List<string> Volumes { get; set; } = [];

    /// <summary>The network.</summary>
    [YamlMember(Alias = "network_mode")]
    public string NetworkMode { get; set; } = string.Empty;
}
