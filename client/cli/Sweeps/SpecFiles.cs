using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Texts;
using BirdGrid.Vision.Training;
using YamlDotNet.RepresentationModel;

namespace BirdGrid.Cli.Sweeps;

/// <summary>Policy and recipe files that a specification names.</summary>
internal static class SpecFiles
{
    /// <summary>The JSON of a file that was checked.</summary>
    /// <param name="section">Where it is named.</param>
    /// <param name="folder">Folder that it is named from.</param>
    /// <param name="node">The name's node.</param>
    /// <param name="kind">augmentation or recipe.</param>
    /// <param name="path">The name.</param>
    /// <exception cref="SweepSpecException">It is missing, or is none.</exception>
    public static string Read(YamlSection section, string folder, YamlNode node, string kind, string path)
    {
        try
        {
            string full = Path.Combine(folder, path);
            return kind == "recipe" ? TrainingRecipe.FromJson(SmallText.ReadFile(full)).ToJson() : AugmentationPolicy.FromFile(full).ToJson();
        }
        catch (Exception wrong) when (wrong is AugmentationPolicyException or TrainingRecipeException or IOException or UnauthorizedAccessException)
        {
            throw section.Error(node, wrong.Message);
        }
    }
}
