using Orleans.Runtime.MembershipService.SiloMetadata;

namespace BirdGrid.Grains.Placement;

/// <summary>The active silos of the grid and what they are for, as this silo knows them: look-ups ask nobody.</summary>
/// <param name="membership">Who is a member.</param>
/// <param name="metadata">What members announced.</param>
public sealed class SiloRoster(IClusterMembershipService membership, ISiloMetadataCache metadata)
{
    /// <summary>
    /// The silos that do a role's work, by name and address. Silos that are starting, draining or dead are not among them. The work of the
    /// role gpu falls to those that announced <see cref="SiloAnnouncement.ComputesOnCpu"/> while no silo has the role.
    /// </summary>
    /// <param name="role">One role; of several, a silo must have each.</param>
    public IReadOnlyList<SiloMember> Active(SiloRole role)
    {
        var active = membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).ToList();
        var eligible = Eligible(role, active.Select(m => m.SiloAddress)).ToHashSet();
        return
        [
            .. active.Where(m => eligible.Contains(m.SiloAddress)).Select(Describe)
                .OrderBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.Address),
        ];
    }

    /// <summary>Whether a silo is active: not starting, draining or dead.</summary>
    public bool IsActive(SiloAddress silo) => membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Active;

    /// <summary>Those of some silos that may host grains of a role.</summary>
    internal IEnumerable<SiloAddress> Eligible(SiloRole role, IEnumerable<SiloAddress> silos)
    {
        var known = silos.Select(silo => (Silo: silo, Announced: SiloAnnouncement.Read(metadata.GetSiloMetadata(silo).Metadata))).ToList();
        var having = known.Where(k => k.Announced.Roles.HasFlag(role)).ToList();
        return (having.Count == 0 && role == SiloRole.Gpu ? known.Where(k => k.Announced.ComputesOnCpu) : having).Select(k => k.Silo);
    }

    private SiloMember Describe(ClusterMember member)
    {
        var announced = SiloAnnouncement.Read(metadata.GetSiloMetadata(member.SiloAddress).Metadata);
        return new SiloMember(member.SiloAddress, member.Name, announced.Roles, announced.Cores, announced.TrainingSlots);
    }
}
