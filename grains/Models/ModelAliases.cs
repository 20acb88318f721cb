namespace BirdGrid.Grains.Models;

/// <summary>Aliases that BirdGrid itself knows.</summary>
public static class ModelAliases
{
    /// <summary>The version that answers when none is named.</summary>
    public const string Champion = "champion";
}
