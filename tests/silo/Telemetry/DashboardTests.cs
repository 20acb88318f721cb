using System.Text.Json;
using System.Text.RegularExpressions;
using BirdGrid.Silo.Tests.Deployment;

namespace BirdGrid.Silo.Tests.Telemetry;

/// <summary>The dashboard names metrics in plain text: one that is renamed in the code would leave a panel empty, and nobody would be told.</summary>
[Collection(ScrapedSilos.Name)]
public sealed partial class DashboardTests(ScrapedSilo silo)
{
    private static readonly HashSet<string> Functions = ["sum", "max", "rate", "histogram_quantile", "label_values", "by"];

    private static readonly HashSet<string> Labels =
        ["model", "version", "stage", "outcome", "reason", "state", "instance", "le", "http_route", "gc_heap_generation", "birdgrid_job"];

    private static readonly JsonElement Dashboard = JsonDocument.Parse(RepositoryFile.Read("deploy/grafana/birdgrid.json")).RootElement;

    private static IEnumerable<JsonElement> Panels => Dashboard.GetProperty("panels").EnumerateArray();

    private static List<string> Expressions =>
    [
        .. Panels.Where(p => p.TryGetProperty("targets", out _)).SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString()!),
        .. Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Where(v => v.GetProperty("type").GetString() == "query").Select(v => v.GetProperty("definition").GetString()!),
    ];

    [Fact]
    public void Every_metric_that_is_drawn_is_one_that_silos_tell()
    {
        var known = Known();
        var named = Expressions.SelectMany(MetricsOf).Distinct().ToList();
        Assert.True(named.Count > 20, $"Only {named.Count} metrics were read from the dashboard.");
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public void A_metric_that_no_silo_tells_is_noticed()
    {
        Assert.DoesNotContain("birdgrid_inference_stage_time_seconds_bucket", Known());
        Assert.Equal(["birdgrid_inference_stage_time_seconds_bucket"], MetricsOf("histogram_quantile(0.5, sum by (le) (rate(birdgrid_inference_stage_time_seconds_bucket{model=~\"$model\"}[$__rate_interval])))"));
    }

    [Fact]
    public void Every_label_is_one_that_metrics_have() => Assert.Empty(Expressions.SelectMany(LabelsOf).Except(Labels));

    [Fact]
    public void Every_serving_metric_of_the_grid_is_drawn()
    {
        string all = string.Join('\n', Expressions);
        Assert.All(
            GridInstruments.All().Where(i => i.Name.StartsWith("birdgrid.inference.", StringComparison.Ordinal)),
            instrument => Assert.Contains(instrument.Name.Replace('.', '_'), all, StringComparison.Ordinal));
    }

    [Fact]
    public void Panels_have_numbers_of_their_own_and_do_not_overlap()
    {
        var places = Panels.Select(p => (Id: p.GetProperty("id").GetInt32(), At: p.GetProperty("gridPos"))).ToList();
        Assert.Equal(places.Count, places.Select(p => p.Id).Distinct().Count());
        Assert.All(places, p => Assert.True(Number(p.At, "x") + Number(p.At, "w") <= 24));
        foreach (var (one, other) in places.SelectMany((p, i) => places.Skip(i + 1).Select(q => (p.At, q.At))))
        {
            Assert.False(
                Number(one, "x") < Number(other, "x") + Number(other, "w") && Number(other, "x") < Number(one, "x") + Number(one, "w")
                && Number(one, "y") < Number(other, "y") + Number(other, "h") && Number(other, "y") < Number(one, "y") + Number(one, "h"),
                $"{one} and {other} overlap.");
        }
    }

    private HashSet<string> Known() =>
    [
        .. silo.Scrape.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('{', ' ')[0]),
        .. GridInstruments.All().Where(i => i.IsObservable).Select(GridInstruments.NameOf),
    ];

    // What is left of an expression without its labels, ranges and functions is metrics.
    private static IEnumerable<string> MetricsOf(string expression) =>
        Identifier().Matches(LabelPart().Replace(expression, " ")).Select(m => m.Value).Where(name => !Functions.Contains(name));

    private static IEnumerable<string> LabelsOf(string expression) =>
        Grouping().Matches(expression).SelectMany(m => m.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
            .Concat(Matcher().Matches(expression).Select(m => m.Groups[1].Value));

    private static int Number(JsonElement place, string name) => place.GetProperty(name).GetInt32();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)|, model\)")]
    private static partial Regex LabelPart();

    [GeneratedRegex("[a-zA-Z_][a-zA-Z0-9_]*")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"by \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"([a-z_]+)(?:=~|!=|=)""")]
    private static partial Regex Matcher();
}
