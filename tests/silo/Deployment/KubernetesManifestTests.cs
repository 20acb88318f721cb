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

        var environment = grid.Data.Concat(container.Env.Where(e => e.Value is not null).ToDictionary(e => e.Name, e => e.Value.Replace("$(REDIS_PASSWORD)", "secret", StringComparison.Ordinal)))
            .ToDictionary(e => e.Key, e => e.Value);
        var options = DeployedSettings.Accept(environment, [.. container.Args]);

        Assert.Equal(role, options.Role);
        Assert.True(options.Cluster.Kubernetes);
        Assert.Equal(options.ProbePort, container.Ports.Single(p => p.Name == "probes").ContainerPort);
        Assert.Equal(options.Cluster.SiloPort, container.Ports.Single(p => p.Name == "silo").ContainerPort);
        Assert.Contains(container.VolumeMounts, v => v.MountPath == options.Blobs.Directory);
        Assert.True(Pod(role).TerminationGracePeriodSeconds > options.DrainSeconds);
        var redis = Objects.OfType<V1Service>().Single();
        Assert.Equal($"{redis.Metadata.Name}:{redis.Spec.Ports.Single().Port},password=secret", options.Cluster.Redis);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_pod_runs_as_the_images_user_and_may_write_its_volumes_and_nothing_else(string role)
    {
        var pod = Pod(role);
        string[] mounted = [.. Container(role).VolumeMounts.Select(mount => mount.MountPath)];

        AssertConfined(pod, DockerfileTests.User);
        Assert.Equal(["/blobs", DockerfileTests.DataDirectory, "/tmp"], mounted);
        Assert.Equal(pod.Volumes.Select(volume => volume.Name), Container(role).VolumeMounts.Select(mount => mount.Name));
        var settings = Objects.OfType<V1ConfigMap>().Single().Data;
        Assert.All(["BirdGrid__DataDirectory", "XDG_CACHE_HOME"], name => Assert.StartsWith($"{DockerfileTests.DataDirectory}/", settings[name], StringComparison.Ordinal));
    }

    [Fact]
    public void The_namespace_refuses_pods_with_more_rights() =>
        Assert.Equal("restricted", Objects.OfType<V1Namespace>().Single().Metadata.Labels["pod-security.kubernetes.io/enforce"]);

    [Fact]
    public void The_password_of_Redis_is_a_secret_that_the_manifest_does_not_hold()
    {
        var references = Roles.Select(role => Container(role.Data)).Append(Redis.Containers.Single()).SelectMany(container => container.Env)
            .Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>().ToList();

        Assert.Equal(4, references.Count);
        Assert.All(references, reference => Assert.Equal(("birdgrid-redis", "password"), (reference.Name, reference.Key)));
        Assert.Empty(Objects.OfType<V1Secret>());
    }

    [Fact]
    public void Every_image_can_be_pinned_by_the_kustomization()
    {
        string kustomization = RepositoryFile.Read("deploy/kubernetes/kustomization.yaml");
        var images = Roles.Select(role => Container(role.Data)).Append(Redis.Containers.Single()).Select(container => container.Image.Split(':')[0]).Distinct();

        Assert.Contains("resources:\n  - birdgrid.yaml\n", kustomization, StringComparison.Ordinal);
        Assert.All(images, image => Assert.Contains($"  - name: {image}\n", kustomization, StringComparison.Ordinal));
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
    public async Task Redis_writes_before_it_acknowledges_and_wants_the_password()
    {
        var container = Redis.Containers.Single();

        AssertConfined(Redis, user: 999);
        Assert.False(Redis.AutomountServiceAccountToken);
        Assert.Equal(DeployedRedis.PasswordVariable, container.Env.Single().Name);
        await DeployedRedis.AssertAsync(container.Command, isLoopbackOnly: false);
    }

    private static V1PodSpec Redis => Objects.OfType<V1StatefulSet>().Single().Spec.Template.Spec;

    private static void AssertConfined(V1PodSpec pod, long user)
    {
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal((user, user, user), (pod.SecurityContext.RunAsUser, pod.SecurityContext.RunAsGroup, pod.SecurityContext.FsGroup));
        Assert.Equal("OnRootMismatch", pod.SecurityContext.FsGroupChangePolicy);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        var container = pod.Containers.Single().SecurityContext;
        Assert.False(container.AllowPrivilegeEscalation);
        Assert.True(container.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.Capabilities.Drop);
        Assert.Null(container.Capabilities.Add);
    }

    private static V1Deployment Deployment(string role) => Objects.OfType<V1Deployment>().Single(d => d.Metadata.Name == $"birdgrid-{role}");

    private static V1PodSpec Pod(string role) => Deployment(role).Spec.Template.Spec;

    private static V1Container Container(string role) => Pod(role).Containers.Single();
}
