using k8s;
using k8s.Models;

namespace BirdGrid.Silo.Tests.Deployment;

/// <summary>The manifest as far as it can be checked without a cluster: its schema, and that its parts fit each other and the silo.</summary>
public sealed class KubernetesManifestTests
{
    private static readonly string Manifest = RepositoryFile.Read("deploy/kubernetes/birdgrid.yaml");
    private static readonly List<object> Objects = KubernetesYaml.LoadAllFromString(Manifest, typeMap: null, strict: true);

    public static TheoryData<string> Roles => ["gateway", "cpu", "gpu"];

    [Fact]
    public void Every_field_is_one_that_Kubernetes_knows() =>
        Assert.Equal(Manifest.Split("\n---\n").Length, Objects.OfType<IKubernetesObject>().Count());

    [Fact]
    public void Everything_lives_in_the_namespace() =>
        Assert.All(Objects.OfType<IMetadata<V1ObjectMeta>>().Where(o => o is not V1Namespace), o => Assert.Equal("birdgrid", o.Metadata.NamespaceProperty));

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_silo_accepts_the_settings_of_its_pod(string role)
    {
        var container = Container(role);
        var grid = Objects.OfType<V1ConfigMap>().Single(m => m.Metadata.Name == container.EnvFrom.Single().ConfigMapRef.Name);

        var options = DeployedSettings.Accept(grid.Data.AsReadOnly(), [.. container.Args]);

        Assert.Equal(role, options.Role);
        Assert.True(options.Cluster.Kubernetes);
        Assert.Equal(options.ProbePort, container.Ports.Single(p => p.Name == "probes").ContainerPort);
        Assert.Equal(options.Cluster.SiloPort, container.Ports.Single(p => p.Name == "silo").ContainerPort);
        Assert.Contains(container.VolumeMounts, v => v.MountPath == options.Blobs.Directory);
        Assert.True(Pod(role).TerminationGracePeriodSeconds > options.DrainSeconds);
        var redis = Objects.OfType<V1Service>().Single();
        Assert.Equal($"{redis.Metadata.Name}:{redis.Spec.Ports.Single().Port}", options.Cluster.Redis);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_pod_has_what_Orleans_looks_for(string role)
    {
        string[] needed = ["ORLEANS_SERVICE_ID", "ORLEANS_CLUSTER_ID", "POD_NAMESPACE", "POD_NAME", "POD_IP"];
        var labels = Deployment(role).Spec.Template.Metadata.Labels;

        Assert.All(needed, name => Assert.NotEmpty(Container(role).Env.Single(e => e.Name == name).ValueFrom.FieldRef.FieldPath));
        Assert.Equal("birdgrid", labels["orleans/serviceId"]);
        Assert.Equal("birdgrid", labels["orleans/clusterId"]);
        Assert.Equal(Objects.OfType<V1ServiceAccount>().Single().Metadata.Name, Pod(role).ServiceAccountName);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Selectors_meet_their_pods(string role)
    {
        var labels = Deployment(role).Spec.Template.Metadata.Labels;
        var budget = Objects.OfType<V1PodDisruptionBudget>().Single(b => b.Metadata.Name == $"birdgrid-{role}");

        Assert.All(Deployment(role).Spec.Selector.MatchLabels, l => Assert.Equal(l.Value, labels[l.Key]));
        Assert.All(budget.Spec.Selector.MatchLabels, l => Assert.Equal(l.Value, labels[l.Key]));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Probes_ask_what_the_silo_answers(string role)
    {
        var container = Container(role);

        Assert.Equal("/live", container.LivenessProbe.HttpGet.Path);
        Assert.All([container.ReadinessProbe, container.StartupProbe], probe => Assert.Equal("/ready", probe.HttpGet.Path));
        Assert.All([container.LivenessProbe, container.ReadinessProbe, container.StartupProbe], probe => Assert.Equal("probes", probe.HttpGet.Port.Value));
    }

    [Fact]
    public void Redis_writes_before_it_acknowledges() =>
        Assert.Equal(["--appendonly", "yes", "--appendfsync", "always", "--save", ""], Objects.OfType<V1StatefulSet>().Single().Spec.Template.Spec.Containers.Single().Args);

    private static V1Deployment Deployment(string role) => Objects.OfType<V1Deployment>().Single(d => d.Metadata.Name == $"birdgrid-{role}");

    private static V1PodSpec Pod(string role) => Deployment(role).Spec.Template.Spec;

    private static V1Container Container(string role) => Pod(role).Containers.Single();
}
