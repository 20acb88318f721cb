namespace BirdGrid.Grains.Datasets;

/// <summary>Finds photos whose bytes came more than once.</summary>
internal static class RepeatedPhotos
{
    /// <summary>Leaves out repeats, and all photos whose bytes carry two labels.</summary>
    /// <param name="stored">Usable photos.</param>
    /// <returns>The photos that stay, by index and in no useful order; how many repeats are left out; the files with two labels, by name.</returns>
    public static (int[] Kept, int Duplicates, List<string> Conflicts) Remove(StoredPhotos stored)
    {
        int[] order = [.. Enumerable.Range(0, stored.UsableCount)];
        order.AsSpan().Sort((left, right) => Compare(stored.At(left), stored.At(right)));
        var conflicts = new List<string>();
        int kept = 0;
        int duplicates = 0;
        for (int first = 0, end; first < order.Length; first = end)
        {
            end = EndOfSame(stored, order, first);
            var same = order.AsSpan(first, end - first);
            if (HaveOneLabel(stored, same))
            {
                order[kept++] = same[0];
                duplicates += same.Length - 1;
                continue;
            }

            foreach (int photo in same)
            {
                conflicts.Add(stored.At(photo).FileName);
            }
        }

        conflicts.Sort(StringComparer.Ordinal);
        Array.Resize(ref order, kept);
        return (order, duplicates, conflicts);
    }

    // Training photos that also stand in test would flatter the test: the copy in the stricter split comes first, and stays.
    private static int Compare(in StoredPhotos.Row left, in StoredPhotos.Row right)
    {
        int order = left.Photo.CompareHash(right.Photo);
        order = order != 0 ? order : right.Split.CompareTo(left.Split);
        return order != 0 ? order : string.CompareOrdinal(left.FileName, right.FileName);
    }

    private static int EndOfSame(StoredPhotos stored, int[] order, int first)
    {
        int end = first + 1;
        while (end < order.Length && stored.At(order[end]).Photo.CompareHash(stored.At(order[first]).Photo) == 0)
        {
            end++;
        }

        return end;
    }

    private static bool HaveOneLabel(StoredPhotos stored, ReadOnlySpan<int> photos)
    {
        foreach (int photo in photos)
        {
            if (stored.At(photo).Label != stored.At(photos[0]).Label)
            {
                return false;
            }
        }

        return true;
    }
}
