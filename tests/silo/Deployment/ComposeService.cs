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

    /// <summary>Volumes, <c>name:path</c>, or a path that is each container's own.</summary>
    [YamlMember(Alias = "volumes")]
    public List<string> Volumes { get; set; } = [];

    /// <summary>Folders in memory.</summary>
    [YamlMember(Alias = "tmpfs")]
    public List<string> Tmpfs { get; set; } = [];

    /// <summary>The network.</summary>
    [YamlMember(Alias = "network_mode")]
    public string NetworkMode { get; set; } = string.Empty;

    /// <summary>The image, with what takes its place.</summary>
    [YamlMember(Alias = "image")]
    public string Image { get; set; } = string.Empty;

    /// <summary>Whether only volumes can be written.</summary>
    [YamlMember(Alias = "read_only")]
    public bool IsReadOnly { get; set; }

    /// <summary>Capabilities that are taken away.</summary>
    [YamlMember(Alias = "cap_drop")]
    public List<string> DroppedCapabilities { get; set; } = [];

    /// <summary>Further limits.</summary>
    [YamlMember(Alias = "security_opt")]
    public List<string> SecurityOptions { get; set; } = [];
}
