namespace BirdGrid.Vision.Training;

/// <summary>The recipes that have a name: the JSON files beside this one, part of the library.</summary>
public static class TrainingRecipes
{
    private const string Prefix = "recipes/";
    private const string Suffix = ".json";

    private static readonly Lazy<IReadOnlyList<TrainingRecipe>> Loaded = new(Load);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<TrainingRecipe> All => Loaded.Value;

    /// <summary>The names that <see cref="Named"/> knows, in order.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(recipe => recipe.Name!)];

    /// <summary>The recipe of a name, in any case.</summary>
    /// <exception cref="TrainingRecipeException">There is no such recipe.</exception>
    public static TrainingRecipe Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(recipe => string.Equals(recipe.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new TrainingRecipeException($"There is no recipe \"{name}\"; known are {string.Join(", ", Names)}.");
    }

    private static List<TrainingRecipe> Load()
    {
        var assembly = typeof(TrainingRecipes).Assembly;
        var recipes = new List<TrainingRecipe>();
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            recipes.Add(TrainingRecipe.FromJson(reader.ReadToEnd()) with { Name = resource[Prefix.Length..^Suffix.Length] });
        }

        return recipes;
    }
}
