using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BirdGrid.Silo.Tests.Deployment;

/// <summary>What pins the packages.</summary>
public sealed partial class SupplyChainTests
{
    private static readonly string Root = Path.GetDirectoryName(RepositoryFile.PathOf("BirdGrid.sln"))!;

    private static readonly string[] Projects = [.. ProjectPattern().Matches(RepositoryFile.Read("BirdGrid.sln")).Select(match => match.Groups["path"].Value.Replace('\\', '/'))];

    public static TheoryData<string> LockedBackends => ["cpu", "external"];

    [Theory]
    [MemberData(nameof(LockedBackends))]
    public void Every_project_has_a_lock_file_with_a_hash_of_each_package_and_no_address(string backend)
    {
        Assert.NotEmpty(Projects);
        Assert.All(Projects, project =>
        {
            string text = File.ReadAllText(LockFile(project, backend));
            Assert.DoesNotContain("://", text, StringComparison.Ordinal);
            var packages = Packages(text).Where(package => package.Value.GetProperty("type").GetString() != "Project").ToList();
            Assert.NotEmpty(packages);
            Assert.All(packages, package => Assert.Equal(64, Convert.FromBase64String(package.Value.GetProperty("contentHash").GetString()!).Length));
        });
    }

    [Theory]
    [MemberData(nameof(LockedBackends))]
    public void Lock_files_hold_the_versions_that_are_asked_for(string backend)
    {
        var asked = XDocument.Parse(RepositoryFile.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(element => element.Attribute("Include")!.Value, element => element.Attribute("Version")!.Value.Trim('[', ']'), StringComparer.OrdinalIgnoreCase);
        var resolved = Projects.SelectMany(project => Packages(File.ReadAllText(LockFile(project, backend)))).Where(package => package.Value.TryGetProperty("resolved", out _));

        Assert.All(resolved.Where(package => asked.ContainsKey(package.Name)), package => Assert.Equal(asked[package.Name], package.Value.GetProperty("resolved").GetString()));
    }

    [Fact]
    public void Continuous_integration_takes_the_locked_packages() =>
        Assert.Contains("\nexport CI=true\n", RepositoryFile.Read(".ci/run"), StringComparison.Ordinal);

    private static string LockFile(string project, string backend) => Path.Combine(Root, Path.GetDirectoryName(project)!, $"packages.{backend}.lock.json");

    private static List<JsonProperty> Packages(string text) =>
        [.. JsonDocument.Parse(text).RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())];

    [GeneratedRegex("""= "[^"]+", "(?<path>[^"]+\.csproj)",""")]
    private static partial Regex ProjectPattern();
}
